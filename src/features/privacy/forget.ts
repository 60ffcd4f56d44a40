// Forgets a person at once and everywhere: the database is erased, what Stoa wrote about them is rewritten or withdrawn,
// and from then on nothing of theirs is stored (intake/forgotten.ts).

import type { Person } from "../../core/activity.ts";
import type { Effect } from "../../core/effect.ts";
import { insertChoice } from "../../db/choices.ts";
import type { Connection } from "../../db/connection.ts";
import { eraseFromParked, erasePerson, listOwnThreads, listPollThreads } from "../../db/forget.ts";
import { rewriteStored } from "../../db/rewrite.ts";
import { isNamed, withoutPerson, wordsOf } from "../../text/without-person.ts";

/**
 * Forgets a person.
 * @param wish.person.login "" when nobody knows it any more: then no text can name them either
 * @param wish.occasion part of the effects' keys, used once
 * @param wish.at when it was asked for: whoever asked later to be remembered is not forgotten by a late delivery
 * @returns what must be written anew on GitHub
 */
export async function forgetPerson(
  connection: Connection,
  wish: { readonly person: Pick<Person, "id" | "login">; readonly occasion: string; readonly at: number },
): Promise<readonly Effect[]> {
  const { person, occasion, at } = wish;
  const threads = await listOwnThreads(connection, person.id);
  const own = new Set(threads.map(({ id }) => id));
  const polls = new Set(await listPollThreads(connection, person.id));
  const named = {
    login: person.login,
    threads: new Map(threads.map(({ url, number }) => [url, number])),
    words: new Set(threads.flatMap(({ title, body }) => wordsOf(`${title} ${body}`))),
  };
  const effects = await rewriteStored(connection, {
    occasion,
    rewrite: (markdown) => withoutPerson(markdown, named),
    isWithdrawn: ({ threadId, section, markdown }) =>
      isNamed(markdown, named) ||
      (section === "badges" && own.has(threadId)) ||
      (section === "poll" && polls.has(threadId)),
  });
  await insertChoice(connection, {
    personId: person.id,
    choice: "forgotten",
    now: at,
    ...(person.login === "" ? {} : { login: person.login }),
  });
  await erasePerson(connection, person);
  await eraseFromParked(connection, new Set([person.id]));
  return effects;
}
