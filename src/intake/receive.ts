// Takes deliveries in: checks the signature on the raw bytes, stores the delivery, and only then answers. Nothing is
// looked into here, so an answer takes well under a millisecond and GitHub never waits for our work.

import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Inbox } from "./inbox.ts";

/** Where GitHub posts deliveries. */
export const WEBHOOK_PATH = "/api/github/webhooks";

/** GitHub's own cap on a payload. */
export const MAX_PAYLOAD_BYTES = 25 * 1024 * 1024;
/**
 * Bytes of all payloads that are being received or stored: beyond them a request is told to come later, so that however
 * many come at once, memory has a bound. Only what has arrived counts: to announce much costs nobody anything.
 */
export const MAX_BYTES_IN_FLIGHT = 64 * 1024 * 1024;
const RETRY_AFTER_SECONDS = 60;

/** What GitHub's headers look like. Both end up in indexed columns, which hold nothing longer. */
const EVENT = /^[a-z_]{1,64}$/;
const GUID = /^[\w-]{1,64}$/;

/** Answers one request to the webhook path. */
export type Receiver = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Makes the handler for WEBHOOK_PATH. */
export function receiver(options: { readonly secret: string; readonly inbox: Inbox }): Receiver {
  const budget: Budget = { bytes: 0 };
  return async (request, response) => {
    if (request.method !== "POST") {
      response.setHeader("allow", "POST");
      return answer(response, 405, "Deliveries are posted here by GitHub.");
    }
    const event = header(request, "x-github-event");
    const guid = header(request, "x-github-delivery");
    const signature = header(request, "x-hub-signature-256");
    if (signature === undefined) return answer(response, 401, "Missing X-Hub-Signature-256.");
    const body = await readBody(request, response, budget);
    if (body === undefined) return;
    try {
      if (!isSigned(body, signature, options.secret))
        return answer(response, 401, "The signature does not match.");
      if (event === undefined || guid === undefined || !EVENT.test(event) || !GUID.test(guid)) {
        return answer(
          response,
          400,
          "X-GitHub-Event or X-GitHub-Delivery is missing, or is none of GitHub's.",
        );
      }
      await options.inbox.store({ guid, event, body });
      return answer(response, 202, "");
    } finally {
      budget.bytes -= body.length;
    }
  };
}

/** What all requests hold together. */
interface Budget {
  bytes: number;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * The raw body, or undefined when it was too large, too much at once, or broke off (and the request has been answered). Its
 * length counts in the budget until the caller takes it off.
 */
async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  budget: Budget,
): Promise<Buffer | undefined> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > MAX_PAYLOAD_BYTES) {
    refuse(request, response, TOO_LARGE);
    return undefined;
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (body: Buffer | undefined) => {
      request.removeAllListeners("data");
      if (body === undefined) {
        budget.bytes -= size;
        size = 0;
      }
      resolve(body);
    };
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      budget.bytes += chunk.length;
      const refusal = refusalOf(size, budget);
      if (!refusal) return void chunks.push(chunk);
      chunks.length = 0;
      end(undefined);
      refuse(request, response, refusal);
    });
    request.once("end", () => end(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    // The sender hung up, or was too slow: there is nobody to answer.
    const breakOff = () => {
      if (!request.readableEnded) end(undefined);
    };
    request.on("error", breakOff);
    request.on("close", breakOff);
  });
}

interface Refusal {
  readonly status: number;
  readonly message: string;
}

const TOO_LARGE: Refusal = { status: 413, message: "The payload is larger than GitHub sends." };
const TOO_MUCH: Refusal = { status: 503, message: "Too much at once. Please come again later." };

function refusalOf(size: number, budget: Budget): Refusal | undefined {
  if (size > MAX_PAYLOAD_BYTES) return TOO_LARGE;
  return budget.bytes > MAX_BYTES_IN_FLIGHT ? TOO_MUCH : undefined;
}

/** Answers before the body is whole, and takes no more on this connection. What still comes is dropped as it comes. */
function refuse(request: IncomingMessage, response: ServerResponse, { status, message }: Refusal): void {
  response.setHeader("connection", "close");
  if (status === 503) response.setHeader("retry-after", RETRY_AFTER_SECONDS);
  answer(response, status, message);
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
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  response.end(message);
}
