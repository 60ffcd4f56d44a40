// Which manifests GitHub refuses, in its words where they are known from what people reported (probot#1317, cyrus#1406,
// tuist#10709, curia#933).

/** The form's `manifest`, as GitHub documents it, as far as it is used here. */
export interface Manifest {
  readonly name: string;
  readonly url: string;
  readonly description?: string;
  readonly public?: boolean;
  readonly hook_attributes?: { readonly url: string; readonly active?: boolean };
  readonly redirect_url: string;
  readonly setup_url?: string;
  readonly default_permissions?: Readonly<Record<string, string>>;
  readonly default_events?: readonly string[];
}

const LONGEST_NAME = 34;

/** The permission that an event needs; what is not here cannot be subscribed to. */
const NEEDED: Readonly<Record<string, string>> = {
  issues: "issues",
  issue_comment: "issues",
  pull_request: "pull_requests",
  pull_request_review: "pull_requests",
  pull_request_review_comment: "pull_requests",
  discussion: "discussions",
  discussion_comment: "discussions",
  release: "contents",
  push: "contents",
  label: "metadata",
  repository: "metadata",
};

/** Why GitHub would refuse it, or undefined. */
export function manifestProblem(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return 'Error "manifest" is not an object.';
  const manifest = value as Partial<Manifest>;
  const hook = manifest.hook_attributes as { readonly url?: string } | undefined;
  // GitHub names the field without its parent.
  if (!isAddress(manifest.url) || (hook !== undefined && !isAddress(hook.url)))
    return 'Error "url" wasn\'t supplied.';
  if (!isAddress(manifest.redirect_url)) return 'Error "redirect_url" wasn\'t supplied.';
  if (manifest.setup_url !== undefined && !isAddress(manifest.setup_url)) return "Setup URL must be a URL.";
  if (!manifest.name || manifest.name.length > LONGEST_NAME)
    return `Name is too long (maximum is ${LONGEST_NAME} characters).`;
  const permissions = manifest.default_permissions ?? {};
  const unknown = (manifest.default_events ?? []).filter((event) => NEEDED[event] === undefined);
  if (unknown.length > 0) return `Default events unsupported: ${unknown.join(" and ")}`;
  const unfounded = (manifest.default_events ?? []).filter(
    (event) => permissions[NEEDED[event] ?? ""] === undefined,
  );
  return unfounded.length > 0
    ? `Default events are not supported by permissions: ${unfounded.join(" and ")}`
    : undefined;
}

function isAddress(value: unknown): boolean {
  return typeof value === "string" && /^https?:\/\//.test(value) && URL.canParse(value);
}

/** The name as it stands in addresses and in the bot's login. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
