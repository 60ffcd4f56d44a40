// Takes deliveries in: checks the signature on the raw bytes, stores the delivery, and only then answers. Nothing is
// looked into here, so an answer takes well under a millisecond and GitHub never waits for our work.

import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Inbox } from "./inbox.ts";

/** Where GitHub posts deliveries. */
export const WEBHOOK_PATH = "/api/github/webhooks";

/** GitHub's own cap on a payload. */
export const MAX_PAYLOAD_BYTES = 25 * 1024 * 1024;

/** Answers one request to the webhook path. */
export type Receiver = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Makes the handler for WEBHOOK_PATH. */
export function receiver(options: { readonly secret: string; readonly inbox: Inbox }): Receiver {
  return async (request, response) => {
    if (request.method !== "POST") return answer(response, 405, "Deliveries are posted here by GitHub.");
    const event = header(request, "x-github-event");
    const guid = header(request, "x-github-delivery");
    const signature = header(request, "x-hub-signature-256");
    if (signature === undefined) return answer(response, 401, "Missing X-Hub-Signature-256.");
    const body = await readBody(request, response);
    if (body === undefined) return;
    if (!isSigned(body, signature, options.secret))
      return answer(response, 401, "The signature does not match.");
    if (event === undefined || guid === undefined) {
      return answer(response, 400, "Missing X-GitHub-Event or X-GitHub-Delivery.");
    }
    await options.inbox.store({ guid, event, body });
    return answer(response, 202, "");
  };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The raw body, or undefined when it was too large or broke off (and the request has been answered). */
async function readBody(request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > MAX_PAYLOAD_BYTES) {
    refuseTooLarge(request, response);
    return undefined;
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_PAYLOAD_BYTES) return void chunks.push(chunk);
      request.removeAllListeners("data");
      refuseTooLarge(request, response);
      resolve(undefined);
    });
    request.on("end", () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    // The sender hung up: there is nobody to answer.
    request.on("error", () => resolve(undefined));
    request.on("close", () => resolve(undefined));
  });
}

function refuseTooLarge(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("connection", "close");
  answer(response, 413, "The payload is larger than GitHub sends.");
  request.resume();
}

/** GitHub's HMAC over the raw bytes, compared in constant time. */
function isSigned(body: Buffer, signature: string, secret: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function answer(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(message),
  });
  response.end(message);
}
