// The webhook as GitHub sees it: where it points, and how the newest deliveries fared.

import type { AppState, Attempt, Hook } from "../../github/app.ts";
import { ok, problem, warn, type Finding } from "../finding.ts";
import { counted, duration, moment } from "../words.ts";

/** Where deliveries should go. */
export interface WebhookPlace {
  /** The path that Stoa listens at. */
  readonly path: string;
  /** Where people reach Stoa, if that is set. */
  readonly publicUrl: string | undefined;
}

export function checkWebhook(
  { hook, attempts }: Pick<AppState, "hook" | "attempts">,
  place: WebhookPlace,
  now: number,
): readonly Finding[] {
  const settings = hook ? checkHook(hook, place) : [];
  const fared = attempts ? checkAttempts(attempts, place, now) : [];
  const isTold = hook !== undefined || attempts !== undefined;
  return isTold
    ? [...settings, ...fared]
    : [ok("webhook", "Unknown: this GitHub does not tell how deliveries fare.")];
}

const WHERE = "on the App's settings page (General → Webhook)";

function checkHook(hook: Hook, { path, publicUrl }: WebhookPlace): readonly Finding[] {
  const wanted = `${publicUrl ?? "https://YOUR-HOST"}${path}`;
  const found: Finding[] = [];
  if (hook.url === "") {
    return [problem("webhook", "The App has no webhook address.", `Set it to ${wanted} ${WHERE}.`)];
  }
  const url = URL.canParse(hook.url) ? new URL(hook.url) : undefined;
  if (!url || url.pathname.replace(/\/+$/, "") !== path) {
    found.push(
      problem(
        "webhook",
        `The webhook points at ${hook.url}, and Stoa listens at ${path}.`,
        `Set it to ${wanted} ${WHERE}. A proxy that rewrites the path may make this right all the same.`,
      ),
    );
  } else if (publicUrl !== undefined && url.host !== new URL(publicUrl).host) {
    found.push(
      warn(
        "webhook",
        `The webhook points at ${url.host}, and PUBLIC_URL at ${new URL(publicUrl).host}.`,
        `See which is right: PUBLIC_URL, or the address ${WHERE}.`,
      ),
    );
  }
  if (!hook.isSigned) {
    found.push(
      problem(
        "webhook",
        "The webhook has no secret, so Stoa refuses its deliveries.",
        `Enter the value of WEBHOOK_SECRET as the secret ${WHERE}.`,
      ),
    );
  }
  if (!hook.isJson) {
    found.push(
      problem(
        "webhook",
        "The webhook sends forms, which Stoa cannot read.",
        `Choose application/json as the content type ${WHERE}.`,
      ),
    );
  }
  if (!hook.verifiesTls) {
    found.push(
      warn(
        "webhook",
        "GitHub does not verify the webhook's certificate.",
        `Enable SSL verification ${WHERE}.`,
      ),
    );
  }
  return found.length > 0 ? found : [ok("webhook", `Deliveries go to ${hook.url}.`)];
}

/** A GUID that was delivered in some attempt is delivered; GitHub does not try again by itself. */
function checkAttempts(attempts: readonly Attempt[], place: WebhookPlace, now: number): readonly Finding[] {
  const [newest] = attempts;
  if (!newest) return [ok("webhook", "GitHub has no delivery on record yet.")];
  const delivered = new Set(attempts.filter(hasSucceeded).map(({ guid }) => guid));
  const all = new Set(attempts.map(({ guid }) => guid));
  const lost = attempts.filter(({ guid }) => !delivered.has(guid));
  const [lastLost] = lost;
  if (!lastLost) {
    return [
      ok(
        "webhook",
        `GitHub's newest ${counted(all.size, "delivery", "deliveries")} arrived, the last ${duration(now - newest.at)} ago.`,
      ),
    ];
  }
  const lostCount = new Set(lost.map(({ guid }) => guid)).size;
  const share = Math.ceil((lostCount / all.size) * 100);
  const message = `Of GitHub's newest ${counted(all.size, "delivery", "deliveries")}, ${lostCount} (${share}%) did not arrive; the last was ${lastLost.event} at ${moment(lastLost.at)}: ${lastLost.statusCode} ${lastLost.status}.`;
  const nextStep = `${remedy(lastLost.statusCode, place)} Then Stoa asks for what failed within three days by itself.`;
  return [hasSucceeded(newest) ? warn("webhook", message, nextStep) : problem("webhook", message, nextStep)];
}

function hasSucceeded({ statusCode }: Attempt): boolean {
  return statusCode >= 200 && statusCode < 400;
}

function remedy(statusCode: number, { path, publicUrl }: WebhookPlace): string {
  if (statusCode === 400 || statusCode === 401) {
    return `Make WEBHOOK_SECRET and the secret ${WHERE} the same.`;
  }
  if (statusCode === 403 || statusCode === 404 || statusCode === 405) {
    return `Let the proxy pass POST ${path} on to Stoa, and check the address ${WHERE}.`;
  }
  if (statusCode === 503) return "Stoa could not store it: see Database above, and Stoa's log.";
  return `See that Stoa runs and is reached from outside: \`curl -i ${publicUrl ?? "https://YOUR-HOST"}/healthz\` from another machine; check DNS, the certificate, the proxy and the firewall.`;
}
