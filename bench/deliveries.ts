// Signed deliveries for the intake bench: comments on one issue, about 12.7 KB each, as the local GitHub words them. No
// two are alike: each has its own GUID, comment and signature, and is a whole HTTP request, ready to be written.

import { createHmac, randomUUID } from "node:crypto";
import { WEBHOOK_PATH } from "../src/intake/receive.ts";
import type { Community } from "../test/local-github/community.ts";
import { recordCommunity } from "./record.ts";

/** What all servers of the bench share with the sender. */
export const SECRET = "the bench's secret";

/** The size of a usual comment's delivery. */
const PAYLOAD_BYTES = 12_700;
const SENTENCE =
  "I read the draft again, and the second section is clearer now, thank you for the quick work. ";
const START = Date.UTC(2026, 0, 5);

const COMMUNITY: Community = {
  accounts: [
    { login: "acme", type: "Organization" },
    { login: "ada", type: "User" },
    { login: "bob", type: "User" },
  ],
  repositories: [{ owner: "acme", name: "rocket" }],
  happenings: [
    {
      do: "open-issue",
      at: START,
      by: "ada",
      repository: "acme/rocket",
      number: 1,
      title: "It falls",
      body: "Why?",
    },
    { do: "comment", at: START + 1000, by: "bob", repository: "acme/rocket", number: 1, body: "Fuel?" },
  ],
};

interface CommentPayload {
  readonly comment: Readonly<Record<string, unknown>>;
}

/** Makes requests, `count` at a time; every call goes on where the last one ended. */
export async function requestMaker(): Promise<(count: number) => Buffer[]> {
  const recorded = await recordCommunity(COMMUNITY);
  const template = JSON.parse(recorded.at(-1)?.body.toString() ?? "{}") as CommentPayload;
  let made = 0;
  return (count) => Array.from({ length: count }, () => requestOf(bodyOf(template, (made += 1))));
}

function bodyOf(template: CommentPayload, number: number): Buffer {
  const at = new Date(START + 2000 + number).toISOString();
  const comment = {
    ...template.comment,
    id: 5_000_000_000 + number,
    node_id: `IC_bench${number}`,
    created_at: at,
    updated_at: at,
    body: "",
  };
  const room = PAYLOAD_BYTES - Buffer.byteLength(JSON.stringify({ ...template, comment }));
  comment.body = SENTENCE.repeat(Math.ceil(room / SENTENCE.length)).slice(0, room);
  return Buffer.from(JSON.stringify({ ...template, comment }));
}

function requestOf(body: Buffer): Buffer {
  const head = [
    `POST ${WEBHOOK_PATH} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "User-Agent: GitHub-Hookshot/bench",
    `X-GitHub-Delivery: ${randomUUID()}`,
    "X-GitHub-Event: issue_comment",
    `X-Hub-Signature-256: sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}
