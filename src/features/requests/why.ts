// Explains a request in its own thread.
//
//   /stoa why

import { UserError } from "../../core/errors.ts";
import { publicScope } from "../../db/repositories.ts";
import type { CommandAnswer, CommandCall, FeatureContext } from "../feature.ts";
import type { RequestsConfig } from "./config.ts";
import { countRequests } from "./counts.ts";
import { presentWhy } from "./present-thread.ts";
import { inOrder } from "./rank.ts";
import { readRoots } from "./roots.ts";
import { reasonOf } from "./rules.ts";
import { findRequestThreads, listOpenRequests } from "./store.ts";
import { refusePull } from "./refuse-pull.ts";

/** `/stoa why` */
export async function explainRequest(
  call: CommandCall,
  { connection, config, now }: FeatureContext<RequestsConfig>,
): Promise<CommandAnswer> {
  refusePull(call);
  const { thread, repository } = call.activity;
  if (repository.isPrivate) throw new UserError("Requests are counted in public repositories alone.");
  const scope = await publicScope(connection, repository.installationId);
  const root = (await readRoots(connection, scope)).get(thread.id);
  if (root !== undefined) {
    const [original] = await findRequestThreads(connection, scope, [root]);
    const name = original ? `[#${original.number}](${original.url})` : "another thread";
    return { reply: `This is a duplicate: its votes count for ${name}. \`/stoa why\` there tells how many.` };
  }
  const [own] = await findRequestThreads(connection, scope, [thread.id]);
  const reason = own && reasonOf(own, config);
  if (!own || !reason) {
    return {
      reply:
        "This is no request: no label, type, category or template makes it one. A maintainer's `/stoa request` does.",
    };
  }
  const open = await listOpenRequests(connection, scope, config);
  const isListed = own.state === "open";
  const threads = isListed ? open : [...open, own];
  const requests = await countRequests(connection, scope, config, { threads, now });
  const request = requests.find(({ threadId }) => threadId === thread.id);
  if (!request) throw new Error("A request was not counted");
  const listed = isListed ? requests : [];
  const rankBy = (order: "votes" | "trending" | "priority") =>
    inOrder(listed, order).find(({ threadId }) => threadId === thread.id)?.rank ?? 0;
  const duplicates = await findRequestThreads(connection, scope, request.duplicates);
  const reply = presentWhy(
    {
      request,
      reason,
      isOpen: isListed,
      ranks: isListed
        ? {
            votes: rankBy("votes"),
            trending: rankBy("trending"),
            priority: rankBy("priority"),
            of: listed.length,
          }
        : null,
      duplicates: duplicates.slice(0, MOST_DUPLICATES).map(({ number, url }) => ({ number, url })),
      declinedUrl: own.declinedUrl,
    },
    config,
  );
  return { reply };
}

const MOST_DUPLICATES = 20;
