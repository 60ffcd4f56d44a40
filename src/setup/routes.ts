// The set-up page's addresses. All but the locked page want the token; the way back from GitHub wants our `state`.

import { Hono, type Context } from "hono";
import type { Credentials } from "../config/credentials.ts";
import type { Settings } from "../config/environment.ts";
import type { Clock } from "../core/clock.ts";
import { describeError, UserError } from "../core/errors.ts";
import { checkCanSave, saveCredentials } from "./credentials.ts";
import { exchangeCode } from "./exchange.ts";
import {
  CALLBACK_PATH,
  hookUrlAt,
  INSTALLED_PATH,
  isLoopback,
  manifestFor,
  registrationUrl,
  SETUP_PATH,
  webRootOf,
  type AppFile,
} from "./manifest.ts";
import {
  choicePage,
  donePage,
  handOffPage,
  installedPage,
  lockedPage,
  problemPage,
  type Choice,
} from "./page.ts";
import { isToken, registrations } from "./pass.ts";

export interface SetupOptions {
  readonly settings: Settings & { readonly credentialsPath: string };
  readonly clock: Clock;
  readonly app: AppFile;
  readonly token: string;
  /** Starts Stoa with the credentials; what fails throws. */
  readonly goOn: (credentials: Credentials) => Promise<void>;
}

/** What came of a registration. */
type Outcome = Parameters<typeof donePage>[0];

/** The pages while Stoa has no App. */
export function setupRoutes(options: SetupOptions): Hono {
  const { settings, token } = options;
  const states = registrations<Choice>(options.clock);
  const app = new Hono();
  app.get("/healthz", (context) => context.json({ status: "alive" }));
  app.get("/readyz", (context) => context.json({ status: "not set up" }, 503));

  app.get(SETUP_PATH, (context) => {
    if (!isToken(token, context.req.query("token"))) return locked(context);
    return context.html(
      choicePage({ ...aboutPlace(context, options), choice: firstChoice(context, settings) }),
    );
  });

  app.post(SETUP_PATH, async (context) => {
    const form = await context.req.parseBody();
    if (!isToken(token, textOf(form["token"]))) return locked(context);
    const choice = choiceIn(form);
    const problem = problemWith(choice, settings);
    if (problem !== undefined) {
      return context.html(choicePage({ ...aboutPlace(context, options), choice, problem }), 400);
    }
    const organization = choice.organization || undefined;
    const place = { publicUrl: publicUrlOf(context, settings), hookUrl: choice.hookUrl, organization };
    const registration = { organization, state: states.open(choice) };
    const action = registrationUrl(webRootOf(settings.githubApiUrl), registration);
    return context.html(handOffPage({ manifest: manifestFor(options.app, place), action }));
  });

  // A code works once, so a page that is loaded again waits for the same outcome.
  let finishing: Promise<Outcome> | undefined;
  app.get(CALLBACK_PATH, async (context) => {
    const { code = "", state = "" } = context.req.query();
    const choice = states.find(state);
    if (!choice) return context.html(problemPage(UNKNOWN_STATE), 403);
    if (code === "") return context.html(problemPage("GitHub sent no code. Begin again."), 400);
    try {
      finishing ??= finish(options, choice, code);
      return context.html(donePage(await finishing));
    } catch (error) {
      finishing = undefined;
      if (!(error instanceof UserError)) throw error;
      return context.html(problemPage(error.message), 502);
    }
  });

  app.all("*", locked);
  return app;
}

/** The pages of set-up that a running Stoa still has. */
export function afterSetupRoutes(): Hono {
  const app = new Hono();
  app.get(INSTALLED_PATH, (context) => context.html(installedPage(true)));
  for (const path of [SETUP_PATH, CALLBACK_PATH]) {
    app.get(path, (context) => context.html(installedPage(false)));
  }
  return app;
}

const UNKNOWN_STATE =
  "This answer belongs to no registration that was begun here, or to one of more than an hour ago. Begin again at the address that was printed where Stoa was started. If GitHub has just registered an App, delete it there: without its key it is of no use.";

function locked(context: Context): Response | Promise<Response> {
  return context.html(lockedPage(), context.req.path === SETUP_PATH ? 403 : 404);
}

/** PUBLIC_URL, or the address that the browser used. */
function publicUrlOf(context: Context, settings: Settings): string {
  return settings.publicUrl ?? new URL(context.req.url).origin;
}

function aboutPlace(context: Context, { settings, token }: SetupOptions) {
  const publicUrl = publicUrlOf(context, settings);
  return {
    token,
    credentialsPath: settings.credentialsPath,
    publicUrl,
    isPublicUrlSet: settings.publicUrl !== undefined,
    isReachable: !isUnreachable(publicUrl, settings),
  };
}

function firstChoice(context: Context, settings: Settings): Choice {
  const publicUrl = publicUrlOf(context, settings);
  return {
    organization: "",
    hookUrl: isUnreachable(publicUrl, settings) ? "" : hookUrlAt(publicUrl),
    keep: "file",
  };
}

/** A GitHub on this machine reaches this machine; no other does. */
function isUnreachable(url: string, { githubApiUrl }: Settings): boolean {
  return isLoopback(url) && !isLoopback(githubApiUrl);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function choiceIn(form: Readonly<Record<string, unknown>>): Choice {
  return {
    organization: textOf(form["organization"]),
    hookUrl: textOf(form["hook"]),
    keep: form["keep"] === "show" ? "show" : "file",
  };
}

function problemWith(
  { organization, hookUrl, keep }: Choice,
  settings: SetupOptions["settings"],
): string | undefined {
  if (!/^[a-z\d-]{0,39}$/i.test(organization)) {
    return `"${organization}" is no name of an organisation. It is the part after ${webRootOf(settings.githubApiUrl)}/ in the address of its page.`;
  }
  if (!/^https?:\/\//.test(hookUrl) || !URL.canParse(hookUrl)) {
    return "Write the whole address that GitHub posts events to, beginning with https://.";
  }
  if (isUnreachable(hookUrl, settings)) {
    return `GitHub cannot post events to ${new URL(hookUrl).host}, which is this machine's name for itself. Use an address that GitHub reaches, or a channel at smee.io for a trial.`;
  }
  return keep === "file" ? problemOf(() => checkCanSave(settings.credentialsPath)) : undefined;
}

/** Fetches the credentials, keeps them as chosen, and starts Stoa. */
async function finish({ settings, goOn }: SetupOptions, choice: Choice, code: string): Promise<Outcome> {
  const credentials = await exchangeCode(settings.githubApiUrl, code);
  const save = () => saveCredentials(settings.credentialsPath, credentials);
  // GitHub tells a key once: what cannot be written down is shown.
  const notKept = choice.keep === "file" ? problemOf(save) : undefined;
  const keptAt = choice.keep === "file" && notKept === undefined ? settings.credentialsPath : undefined;
  const problem = await goOn(credentials).then(() => undefined, messageOf);
  return { credentials, keptAt, notKept, problem };
}

function problemOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

function messageOf(error: unknown): string {
  return error instanceof UserError ? error.message : describeError(error);
}
