// The page of one issue, pull request or discussion, with all that was said and how people reacted.

import { dayText, labelMark, stateOf } from "./page-lists.ts";
import { html, type Markup } from "./page-html.ts";
import { rendered } from "./page-markdown.ts";
import { associationOf, botLogin } from "./shapes.ts";
import type { Account, Reaction, Remark, Thread } from "./entities.ts";
import { fullNameOf } from "./state.ts";
import type { World } from "./world.ts";

const FACES: Readonly<Record<Reaction["content"], string>> = {
  "+1": "👍",
  "-1": "👎",
  laugh: "😄",
  hooray: "🎉",
  confused: "😕",
  heart: "❤️",
  rocket: "🚀",
  eyes: "👀",
};

const ANCHORS = {
  comment: "issuecomment-",
  review: "pullrequestreview-",
  "review-comment": "discussion_r",
  "discussion-comment": "discussioncomment-",
} as const;

const VERDICTS = {
  APPROVED: "approved these changes",
  CHANGES_REQUESTED: "requested changes",
  COMMENTED: "reviewed",
  DISMISSED: "reviewed (dismissed)",
} as const;

/** The whole page but for the frame. */
export function threadPageOf(world: World, thread: Thread): Markup {
  const { tone, word } = stateOf(thread);
  const place = thread.discussion ? ` in ${thread.discussion.category.name}` : "";
  const tops = thread.remarks.filter(({ parent }) => parent === null);
  return html`<h1>${thread.title} <span class="number">#${thread.number}</span></h1>
    <p>
      <span class="state ${tone}">${word}</span>
      <span class="meta"
        >${thread.author?.login ?? "ghost"} opened this ${dayText(thread.createdAt)}${place}</span
      >
      ${thread.labels.map(labelMark)}
    </p>
    ${remarkBox(world, thread, thread, "")} ${tops.map((remark) => remarkBox(world, thread, remark, ""))}
    ${ending(thread)}`;
}

function ending(thread: Thread): Markup | false {
  if (thread.closedAt === null) return false;
  const verb = thread.pull?.mergedAt ? "merged" : "closed";
  return html`<p class="event">
    ${thread.closedBy?.login ?? "ghost"} ${verb} this ${dayText(thread.closedAt)}
  </p>`;
}

function who(author: Account | null): Markup {
  if (!author) return html`<strong>ghost</strong>`;
  const name = author.login.replace(/\[bot\]$/, "");
  return html`<strong><a href="/${author.login}">${name}</a></strong
    >${author.type === "Bot" && html`<span class="badge">bot</span>`}`;
}

function remarkBox(world: World, thread: Thread, it: Thread | Remark, note: string): Markup {
  const base = `/${fullNameOf(thread.repository)}`;
  const remark = it.node === "remark" ? it : undefined;
  const isAnswer = remark !== undefined && thread.discussion?.answer === remark;
  const role = associationOf(thread.repository, it.author).toLowerCase();
  const children = remark ? thread.remarks.filter(({ parent }) => parent === remark) : [];
  const tone = [isAnswer && "answer", it.author?.login === botLogin(world.view) && "mine"]
    .filter(Boolean)
    .join(" ");
  const verdict = remark?.reviewState ? VERDICTS[remark.reviewState] : "";
  return html`<div
    class="remark ${it.author?.type === "Bot" && "bot"}"
    id="${remark ? ANCHORS[remark.kind] + remark.id : "top"}"
  >
    <img src="/avatars/u/${it.author?.id ?? 0}" alt="" width="40" height="40" />
    <div class="box ${tone}">
      <div class="who">
        ${who(it.author)} ${verdict} ${dayText(it.createdAt)} ${note}
        ${role !== "none" && html`<span class="badge">${role}</span>`}
        ${isAnswer && html`<span class="badge">answer</span>`}
        ${it.lastEditedAt !== null && html`<span class="dim">· edited</span>`}
        ${remark?.path && html`<span class="dim">· ${remark.path}</span>`}
      </div>
      ${it.body.trim() !== "" && html`<div class="said">${rendered(it.body, base)}</div>`}
      ${reactionRow(it.reactions)}
      ${children.length > 0 && html`<div class="replies">${children.map((child) => remarkBox(world, thread, child, ""))}</div>`}
    </div>
  </div>`;
}

function reactionRow(reactions: readonly Reaction[]): Markup | false {
  if (reactions.length === 0) return false;
  const counts = (Object.keys(FACES) as Reaction["content"][]).flatMap((content) => {
    const given = reactions.filter((reaction) => reaction.content === content);
    const names = given.map(({ by }) => by.login).join(", ");
    return given.length > 0 ? [html`<span title="${names}">${FACES[content]} ${given.length}</span>`] : [];
  });
  return html`<div class="reactions">${counts}</div>`;
}
