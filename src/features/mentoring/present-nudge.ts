// How a mentor's silence is told to maintainers, in their private place: what is the case and the next step, no reproach.

import { cleanTitle } from "../../text/conventional.ts";
import { link } from "../../text/escape.ts";
import { nameOf } from "./present.ts";

/** The post about one silent mentor. */
export function presentPrivateNudge(silent: {
  readonly mentorLogin: string;
  readonly newcomerLogin: string;
  readonly number: number;
  readonly title: string;
  readonly url: string;
}): string {
  const { mentorLogin, newcomerLogin, number, title, url } = silent;
  const [mentor, newcomer] = [nameOf(mentorLogin, url), nameOf(newcomerLogin, url)];
  return [
    `It's been two working days since ${newcomer} asked in ${link(`#${number} ${title}`, url)}, and ${mentor} has not had the time yet.`,
    `A word to ${mentor} may be all it takes; \`/mentor release\` in the thread is fine, too. After five working days I ask somebody else.`,
  ].join("\n\n");
}

/** The same as a thing to do in the maintainers' digest. */
export function presentTodo(silent: Parameters<typeof presentPrivateNudge>[0]): string {
  const { mentorLogin, newcomerLogin, title, url } = silent;
  return `**A mentor is silent**: ${nameOf(newcomerLogin, url)} waits for ${nameOf(mentorLogin, url)} in ${link(cleanTitle(title), url)}. A word to the mentor, or to the newcomer, helps.`;
}
