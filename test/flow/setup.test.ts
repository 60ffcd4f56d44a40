// Set-up, from an empty environment to a delivery that is taken: against the local GitHub's manifest pages, once by HTTP
// with each wrong turn, and once in a real browser where there is one.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startLocalGitHub, type LocalGitHub } from "../local-github/index.ts";
import { ACME, START } from "../local-github/fixture.ts";
import { virtualClock } from "../local-github/virtual-clock.ts";
import { CHROMIUM, openChromium } from "../support/chromium.ts";
import { PRIVATE_KEY, SECRET } from "../support/stoa.ts";

let folder: string;
let github: LocalGitHub;
let environment: Record<string, string>;
let publicUrl: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "stoa-setup-"));
  github = await startLocalGitHub({
    clock: virtualClock(START),
    app: { id: 7, slug: "none-yet", name: "None yet", privateKey: PRIVATE_KEY, webhookSecret: SECRET },
  });
  github.load(ACME);
  const port = await freePort();
  publicUrl = `http://127.0.0.1:${port}`;
  environment = {
    PATH: process.env["PATH"] ?? "",
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    GITHUB_API_URL: github.url,
    DATABASE_URL: join(folder, "stoa.db"),
  };
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.kill("SIGTERM")) await once(child, "exit");
  }
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  /** The address of the set-up page, as it is printed. */
  readonly address: string;
  readonly said: () => string;
  readonly child: ChildProcess;
}

async function start(more: Readonly<Record<string, string>> = {}): Promise<Started> {
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environment, ...more },
  });
  children.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  }
  const spoken = /Set it up at (\S+)|Stoa listens/;
  while (!spoken.test(said)) {
    if (child.exitCode !== null) throw new Error(`It ended: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { address: spoken.exec(said)?.[1] ?? "", said: () => said, child };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Posts a form as a browser does, without following where it leads. */
function post(url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
}

const tokenIn = (address: string) => new URL(address).searchParams.get("token") ?? "";
const choice = (address: string, more: Readonly<Record<string, string>> = {}) => ({
  token: tokenIn(address),
  organization: "acme",
  hook: `${publicUrl}/api/github/webhooks`,
  keep: "file",
  ...more,
});

/** The form of a page: where it goes, and what its hidden fields hold. */
function formIn(page: string): { readonly action: string; readonly manifest: string } {
  const unescape = (text: string) =>
    text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
  const action = unescape(/<form[^>]* action="([^"]*)"/.exec(page)?.[1] ?? "");
  const manifest = unescape(/name="manifest"\s+value="([^"]*)"/.exec(page)?.[1] ?? "");
  return { action, manifest };
}

/** Chooses, and confirms on GitHub; the address that GitHub sends the browser back to. */
async function register(address: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const handOff = formIn(await (await post(`${publicUrl}/setup`, choice(address, more))).text());
  const shown = await post(handOff.action, { manifest: handOff.manifest });
  expect(shown.status).toBe(200);
  const confirmed = await post(handOff.action, { manifest: handOff.manifest, confirmed: "1" });
  expect(confirmed.status).toBe(302);
  return confirmed.headers.get("location") ?? "";
}

async function expectAlive(): Promise<void> {
  const health = await fetch(`${publicUrl}/healthz`);
  expect(await health.json()).toMatchObject({ status: "alive" });
}

/** A signed delivery is taken; one that is signed with anything else is not. */
async function expectDeliveries(): Promise<void> {
  const [delivery] = await github.ping();
  expect(delivery).toMatchObject({ statusCode: 202 });
  const forged = await fetch(`${publicUrl}/api/github/webhooks`, {
    method: "POST",
    headers: { "x-hub-signature-256": "sha256=00", "x-github-event": "ping", "x-github-delivery": "1" },
    body: "{}",
  });
  expect(forged.status).toBe(401);
}

describe("set-up", () => {
  test("goes from nothing to an installed Stoa without a restart, and starts as it next time", async () => {
    const { address, said, child } = await start();
    expect(said()).toMatch(
      /^Stoa has no GitHub App yet\. Set it up at .*APP_ID, PRIVATE_KEY and WEBHOOK_SECRET/m,
    );
    expect(await (await fetch(address)).text()).toContain(`${publicUrl}/api/github/webhooks`);
    await expectAlive();
    expect((await fetch(`${publicUrl}/readyz`)).status).toBe(503);
    expect((await github.ping())[0]).not.toMatchObject({ statusCode: 202 });

    const back = await register(address);
    const done = await fetch(back);
    expect(await done.text()).toContain(`${github.url}/apps/stoa-acme/installations/new`);
    expect(github.deliveries.url).toBe(`${publicUrl}/api/github/webhooks`);
    const kept = join(folder, "credentials.json");
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(kept, "utf8"))).toMatchObject({ appId: 7, slug: "stoa-acme" });

    const installed = await post(`${github.url}/apps/stoa-acme/installations/new`, {});
    const landing = installed.headers.get("location") ?? "";
    expect(landing).toMatch(/\/setup\/installed\?installation_id=\d+&setup_action=install$/);
    expect(await (await fetch(landing)).text()).toContain("Stoa is installed");
    expect(github.deliveries.log.at(-1)).toMatchObject({ event: "installation", statusCode: 202 });
    await expectDeliveries();
    await expectAlive();
    expect(said()).not.toContain(SECRET);

    child.kill("SIGTERM");
    await once(child, "exit");
    expect((await start()).address).toBe("");
    await expectDeliveries();
    expect(github.unhandled).toEqual([]);
  });

  test("shows the credentials once, and keeps no file, for an operator who sets the variables", async () => {
    const { address } = await start();
    const done = await (await fetch(await register(address, { keep: "show" }))).text();
    const lines = /<pre id="environment">([^<]*)<\/pre>/.exec(done)?.[1] ?? "";
    const variables = Object.fromEntries(
      lines.split("\n").map((line) => [line.split("=")[0] ?? "", line.slice(line.indexOf("=") + 1)]),
    ) as Record<string, string>;
    expect(variables).toMatchObject({ APP_ID: "7", WEBHOOK_SECRET: SECRET });
    expect(Buffer.from(variables["PRIVATE_KEY"] ?? "", "base64").toString()).toBe(PRIVATE_KEY);
    expect(existsSync(join(folder, "credentials.json"))).toBe(false);
    await expectDeliveries();
  });

  test("is for whoever has the token, and takes GitHub's answer only with a state of its own", async () => {
    const { address } = await start();
    expect((await fetch(`${publicUrl}/setup`)).status).toBe(403);
    expect((await fetch(`${publicUrl}/setup?token=wrong`)).status).toBe(403);
    expect((await post(`${publicUrl}/setup`, choice(address, { token: "" }))).status).toBe(403);
    const elsewhere = await (await fetch(publicUrl)).text();
    expect(elsewhere).toContain("Stoa is not set up yet");
    expect(elsewhere).not.toContain(tokenIn(address));
    const back = new URL(await register(address));
    back.searchParams.set("state", "guessed");
    expect((await fetch(back)).status).toBe(403);
    back.searchParams.delete("state");
    expect((await fetch(back)).status).toBe(403);
    expect(existsSync(join(folder, "credentials.json"))).toBe(false);
    expect((await fetch(address)).status).toBe(200);
  });

  test("says what to do about a wrong choice, and goes on after a code that GitHub does not know", async () => {
    const { address } = await start();
    const answer = async (more: Record<string, string>) =>
      (await post(`${publicUrl}/setup`, choice(address, more))).text();
    expect(await answer({ organization: "Acme Inc." })).toContain("no name of an organisation");
    expect(await answer({ hook: "stoa.example.org" })).toContain("beginning with https://");
    const back = new URL(await register(address));
    const code = back.searchParams.get("code") ?? "";
    back.searchParams.set("code", "unknown");
    const refused = await fetch(back);
    expect(refused.status).toBe(502);
    expect(await refused.text()).toContain("a code works once, within an hour");
    back.searchParams.set("code", code);
    expect(await (await fetch(back)).text()).toContain("Stoa is running");
    await expectDeliveries();
  });

  test("says before anything is registered that the credentials cannot be kept, and stops when it is told to", async () => {
    const { address, child } = await start({ CREDENTIALS_PATH: "/proc/stoa/credentials.json" });
    const answer = await post(`${publicUrl}/setup`, choice(address));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("Set CREDENTIALS_PATH");
    child.kill("SIGTERM");
    await once(child, "exit");
    expect(child.exitCode).toBe(0);
  });

  test("does not lose an App whose Stoa cannot start: the page and the process say why", async () => {
    const { address, said, child } = await start({
      DATABASE_URL: folder,
      CREDENTIALS_PATH: join(folder, "kept.json"),
    });
    const page = await (await fetch(await register(address))).text();
    expect(page).toMatch(/could not start[^]*DATABASE_URL/);
    if (child.exitCode === null) await once(child, "exit");
    expect(child.exitCode).toBe(1);
    expect(said()).toContain("Cannot open the database");
    expect(JSON.parse(readFileSync(join(folder, "kept.json"), "utf8"))).toMatchObject({ appId: 7 });
  });

  test("goes on with what another process has kept", async () => {
    const { address } = await start();
    const other = await freePort();
    const second = await start({
      PORT: String(other),
      DATABASE_URL: join(folder, "other.db"),
      CREDENTIALS_PATH: join(folder, "credentials.json"),
    });
    await fetch(await register(address));
    await expect.poll(second.said, { timeout: 20_000 }).toContain("Stoa listens");
  });
});

describe.skipIf(CHROMIUM === undefined)("set-up in a browser (skipped where there is no Chromium)", () => {
  test("is four clicks from the printed address to an installed Stoa", async () => {
    const { address } = await start();
    const browser = await openChromium();
    try {
      await browser.open(address);
      expect(await browser.heading()).toBe("Set up Stoa");
      await picture("1-choose");
      await browser.fill("#organization", "acme");
      await browser.click("button");
      expect(await browser.heading()).toBe("Register the App on GitHub");
      await picture("2-register");
      await browser.click("button");
      expect(await browser.heading()).toBe("Create GitHub App for acme");
      await browser.fill("input[name=name]", "Stoa of Acme");
      await browser.click("button");
      expect(await browser.heading()).toBe("Stoa is running");
      await picture("3-running");
      await browser.click("a.button");
      expect(await browser.heading()).toBe("Install Stoa of Acme");
      await browser.click("button");
      expect(await browser.heading()).toBe("Stoa is installed");
      await picture("4-installed");
      expect(browser.errors).toEqual([]);
    } finally {
      await browser.close();
    }
    await github.settled();
    expect(github.deliveries.log.at(-1)).toMatchObject({ event: "installation", statusCode: 202 });
    await expectDeliveries();

    /** With SETUP_PICTURES=FOLDER, for people to look at. */
    async function picture(name: string): Promise<void> {
      const to = process.env["SETUP_PICTURES"];
      if (to) await browser.screenshot(join(to, `${name}.png`));
    }
  });
});
