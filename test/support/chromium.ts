// A real browser, where there is one: Debian's Chromium without a window, driven through its DevTools protocol over a
// pipe (file descriptors 3 and 4), so that no package is needed.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

const PLACES = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** Where Chromium is on this machine; undefined when it is not. */
export const CHROMIUM = PLACES.find((path) => path !== "" && existsSync(path));

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 50;

export interface Browser {
  open(url: string): Promise<void>;
  /** What an expression is in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** Types into the field that the selector finds, in place of what it holds. */
  fill(selector: string, text: string): Promise<void>;
  /** Clicks, with a mouse's events, what the selector finds, and waits until another page is there. */
  click(selector: string): Promise<void>;
  /** The first heading of the page. */
  heading(): Promise<string>;
  /** A picture of the page, as a PNG file. */
  screenshot(path: string): Promise<void>;
  /** What the page logged as errors: a broken policy, a script that failed. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

/** Starts Chromium with one empty page. */
export async function openChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("There is no Chromium here");
  const folder = mkdtempSync(join(tmpdir(), "stoa-chromium-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
  const child = spawn(
    CHROMIUM,
    [...flags, `--user-data-dir=${folder}`, "--remote-debugging-pipe", "about:blank"],
    {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    },
  );
  const errors: string[] = [];
  const { send, onEvent } = protocol(child);
  onEvent("Log.entryAdded", ({ entry }) => {
    const { level, text } = entry as { level: string; text: string };
    if (level === "error") errors.push(text);
  });
  const { targetInfos } = (await send("Target.getTargets")) as { targetInfos: Target[] };
  const targetId = targetInfos.find(({ type }) => type === "page")?.targetId;
  const { sessionId } = (await send("Target.attachToTarget", { targetId, flatten: true })) as Session;
  const call = (method: string, parameters: object = {}) => send(method, parameters, sessionId);
  for (const domain of ["Page", "Runtime", "Log"]) await call(`${domain}.enable`);
  return { ...pageOf(call), errors, close: () => close(child, folder) };
}

interface Target {
  readonly type: string;
  readonly targetId: string;
}

interface Session {
  readonly sessionId: string;
}

type Call = (method: string, parameters?: object) => Promise<unknown>;

function pageOf(call: Call): Omit<Browser, "errors" | "close"> {
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result } = (await call("Runtime.evaluate", { expression, returnByValue: true })) as {
      result: { value: T };
    };
    return result.value;
  };
  const until = async (expression: string): Promise<void> => {
    const end = Date.now() + PATIENCE_MS;
    // While a page is replaced, there is nothing to evaluate in.
    while (!(await evaluate<boolean>(expression).catch(() => false))) {
      if (Date.now() > end) throw new Error(`Still not so in the browser: ${expression}`);
      await pause();
    }
  };
  const find = (selector: string) => `document.querySelector(${JSON.stringify(selector)})`;
  const arrived = "document.readyState === 'complete' && !window.seenByTheTest";
  return {
    evaluate,
    async open(url) {
      await call("Page.navigate", { url });
      await until(`${arrived} && location.href !== 'about:blank'`);
    },
    async fill(selector, text) {
      await evaluate(`${find(selector)}.focus(), ${find(selector)}.select()`);
      await call("Input.insertText", { text });
    },
    async click(selector) {
      await evaluate("window.seenByTheTest = true");
      const [x, y] = await evaluate<[number, number]>(
        `(${find(selector)}.scrollIntoView({ block: "center" }), (({ x, y, width, height }) => [x + width / 2, y + height / 2])(${find(selector)}.getBoundingClientRect()))`,
      );
      const at = { x, y, button: "left", clickCount: 1 };
      await call("Input.dispatchMouseEvent", { type: "mousePressed", ...at });
      await call("Input.dispatchMouseEvent", { type: "mouseReleased", ...at });
      await until(arrived);
    },
    heading: () => evaluate("document.querySelector('h1')?.textContent ?? ''"),
    async screenshot(path) {
      const { data } = (await call("Page.captureScreenshot", { format: "png" })) as { data: string };
      writeFileSync(path, Buffer.from(data, "base64"));
    },
  };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}

/** Messages are JSON, each ended by a zero byte. */
function protocol(child: ChildProcess) {
  const [input, output] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, (parameters: Record<string, unknown>) => void>();
  let count = 0;
  let rest = "";
  output.setEncoding("utf8");
  output.on("data", (chunk: string) => {
    const messages = (rest + chunk).split("\0");
    rest = messages.pop() ?? "";
    for (const text of messages) take(JSON.parse(text) as Message);
  });
  child.on("error", failAll);
  child.on("exit", () => failAll(new Error("Chromium ended")));
  function failAll(error: Error): void {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }
  function take({ id, result, error, method, params }: Message): void {
    if (id === undefined) return listeners.get(method ?? "")?.(params ?? {});
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  }
  return {
    send: (method: string, params: object = {}, sessionId?: string): Promise<unknown> => {
      const id = (count += 1);
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    onEvent: (method: string, listener: (parameters: Record<string, unknown>) => void) =>
      void listeners.set(method, listener),
  };
}

interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: Record<string, unknown>;
}

async function close(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    child.kill();
    await once(child, "exit");
  }
  // Its helper processes may still write for a moment.
  rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
}
