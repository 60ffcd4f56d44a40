import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readSettings } from "../../../src/config/environment.ts";
import { afterSetupRoutes, setupRoutes } from "../../../src/setup/routes.ts";
import { guarded } from "../../../src/web/pages.ts";
import { virtualClock } from "../../local-github/virtual-clock.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-setup-routes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TOKEN = "the-token";
const app = {
  name: "Stoa",
  description: "d",
  public: false,
  default_permissions: { metadata: "read" as const },
  default_events: [],
};

function routes(variables: Readonly<Record<string, string>> = {}) {
  const settings = readSettings({ DATABASE_URL: join(folder, "stoa.db"), ...variables });
  const goOn = () => Promise.resolve();
  const pages = setupRoutes({ settings, clock: virtualClock(0), app, token: TOKEN, goOn });
  return guarded(pages, { methods: ["GET", "HEAD", "POST"] });
}

const hookIn = (page: string) => /id="hook"[^>]*value="([^"]*)"/s.exec(page)?.[1];
const fields = (more: Readonly<Record<string, string>>) => ({
  method: "POST",
  body: new URLSearchParams({
    token: TOKEN,
    organization: "",
    hook: "https://smee.io/abc",
    keep: "file",
    ...more,
  }),
});

describe("the set-up page", () => {
  test("proposes where GitHub posts to by PUBLIC_URL, or by the address that the browser used", async () => {
    const proposed = async (variables: Record<string, string>, origin: string) =>
      hookIn(await (await routes(variables).request(`${origin}/setup?token=${TOKEN}`)).text());
    const set = { PUBLIC_URL: "https://stoa.example.org/" };
    expect(await proposed(set, "http://10.0.0.1:3000")).toBe("https://stoa.example.org/api/github/webhooks");
    expect(await proposed({}, "http://10.0.0.1:3000")).toBe("http://10.0.0.1:3000/api/github/webhooks");
  });

  test("proposes nothing on localhost, where GitHub cannot post, but a channel at smee.io", async () => {
    const page = await (await routes().request(`http://localhost:3000/setup?token=${TOKEN}`)).text();
    expect(hookIn(page)).toBe("");
    expect(page).toContain("smee.io/new");
    expect(page).toContain("--target http://localhost:3000/api/github/webhooks");
  });

  test("refuses a hook on localhost, with a way out, and keeps what was typed", async () => {
    const typed = { hook: "http://localhost:3000/hook", organization: "acme", keep: "show" };
    const answer = await routes().request("http://localhost:3000/setup", fields(typed));
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toMatch(/cannot post events to localhost:3000[^]*smee\.io/);
    expect(page).toContain('value="acme"');
    expect(page).toMatch(/value="show"\s+checked/);
  });

  test("sends the form to the organisation's or the person's own page, on github.com or an Enterprise Server", async () => {
    const target = async (variables: Record<string, string>, organization: string) => {
      const page = await routes(variables).request("http://localhost:3000/setup", fields({ organization }));
      return /<form method="post" action="([^"?]*)\?state=[\w-]{32}"/.exec(await page.text())?.[1];
    };
    expect(await target({}, "acme")).toBe("https://github.com/organizations/acme/settings/apps/new");
    expect(await target({}, "")).toBe("https://github.com/settings/apps/new");
    const enterprise = { GITHUB_API_URL: "https://ghe.example.com/api/v3" };
    expect(await target(enterprise, "")).toBe("https://ghe.example.com/settings/apps/new");
  });

  test("escapes what was typed", async () => {
    const answer = await routes().request(
      "http://localhost:3000/setup",
      fields({ organization: '"><script>' }),
    );
    expect(await answer.text()).not.toContain("<script>");
  });

  test("runs no script, is in no frame, is not kept, and tells its address to nobody", async () => {
    for (const path of [`/setup?token=${TOKEN}`, "/setup", "/setup/callback?state=x"]) {
      const { headers } = await routes().request(`http://localhost:3000${path}`);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("referrer-policy")).toBe("strict-origin");
    }
  });

  test("asks to load the page again when GitHub does not answer: the code is still good", async () => {
    const unreachable = routes({ GITHUB_API_URL: "http://127.0.0.1:1" });
    const page = await (await unreachable.request("http://localhost:3000/setup", fields({}))).text();
    const state = /\?state=([\w-]+)/.exec(page)?.[1] ?? "";
    for (const _ of ["once", "again"]) {
      const back = `http://localhost:3000/setup/callback?code=c&state=${state}`;
      const answer = await unreachable.request(back);
      expect(answer.status).toBe(502);
      expect(await answer.text()).toContain("reload this page");
    }
  });

  test("does not take an answer without a code", async () => {
    const some = routes();
    const page = await (await some.request("http://localhost:3000/setup", fields({}))).text();
    const state = /\?state=([\w-]+)/.exec(page)?.[1] ?? "";
    expect((await some.request(`http://localhost:3000/setup/callback?state=${state}`)).status).toBe(400);
  });
});

test("a running Stoa welcomes who comes from an installation, and offers no set-up", async () => {
  const after = afterSetupRoutes();
  const installed = await after.request("http://localhost/setup/installed?installation_id=1");
  expect(await installed.text()).toContain("Stoa is installed");
  for (const path of ["/setup", "/setup/callback?code=c&state=s"]) {
    const page = await (await after.request(`http://localhost${path}`)).text();
    expect(page).toContain("Nothing is left to do here");
    expect(page).not.toContain("<form");
  }
  expect((await after.request("http://localhost/setup", { method: "POST" })).status).toBe(404);
});
