// Posts one webhook, signed, and says how it went. Never rejects: whatever goes wrong is an outcome.

import { createHmac } from "node:crypto";
import { request, type Agent, type ClientRequest } from "node:http";
import type { Delivery } from "./delivery-log.ts";

/** GitHub waits this long for an answer, on the machine's clock. */
const ANSWER_WITHIN_MS = 10_000;
/** GitHub's log cuts long answers too. */
const LONGEST_ANSWER = 10_000;

/** How an attempt ended. */
export type Ending = Pick<Delivery, "statusCode" | "status" | "durationS" | "answer">;

/** An attempt that got no answer. */
export function failure(statusCode: number, status: string, durationS = 0): Ending {
  return { statusCode, status, durationS, answer: null };
}

/** Who posts: the webhook's secret and the app's id. */
export interface Hook {
  readonly secret: string;
  readonly appId: number;
}

/** Posts a delivery to `url`. */
export function post(url: string, agent: Agent, hook: Hook, delivery: Delivery): Promise<Ending> {
  const body = Buffer.from(delivery.payload ?? "{}");
  const started = performance.now();
  const duration = () => Math.round(performance.now() - started) / 1000;
  return new Promise((resolve) => {
    const sent = request(url, { method: "POST", agent, headers: headersFor(hook, delivery, body) });
    const deadline = setTimeout(() => sent.destroy(new Error("timed out")), ANSWER_WITHIN_MS);
    const end = (ending: Ending) => {
      clearTimeout(deadline);
      resolve({ ...ending, durationS: duration() });
    };
    collect(sent, end);
    sent.on("error", ({ message }) => {
      const isLate = message === "timed out";
      end(isLate ? failure(504, "timed out") : failure(502, "failed to connect to host"));
    });
    sent.end(body);
  });
}

function collect(sent: ClientRequest, end: (ending: Ending) => void): void {
  sent.on("response", (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      if (text.length < LONGEST_ANSWER) text += chunk;
    });
    response.on("error", () => undefined);
    response.on("close", () => {
      const statusCode = response.complete ? (response.statusCode ?? 500) : 502;
      const isOk = statusCode >= 200 && statusCode < 300;
      end({
        statusCode,
        status: isOk ? "OK" : `Invalid HTTP Response: ${statusCode}`,
        durationS: 0,
        answer: text,
      });
    });
  });
}

function headersFor(hook: Hook, delivery: Delivery, body: Buffer): Record<string, string | number> {
  const signature = createHmac("sha256", hook.secret).update(body).digest("hex");
  return {
    accept: "*/*",
    "content-type": "application/json",
    "content-length": body.length,
    "user-agent": "GitHub-Hookshot/local",
    "x-github-delivery": delivery.guid,
    "x-github-event": delivery.event,
    "x-github-hook-id": String(hook.appId),
    "x-github-hook-installation-target-id": String(hook.appId),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature-256": `sha256=${signature}`,
  };
}
