// Turns a happening (the words of community.ts) into changes. Happenings point at remarks by name; changes by
// node id.

import { applyChange, repositoryNamed, threadNumbered } from "./apply.ts";
import type { Happening } from "./community.ts";
import type { Change, Notice } from "./change.ts";
import type { Remark, State, Thread } from "./entities.ts";
import { accountOf } from "./state.ts";

type Open = Extract<Happening, { readonly do: "open-issue" | "open-pull" | "open-discussion" }>;
type Review = Extract<Happening, { readonly do: "review" }>;
type Pointed = Extract<
  Happening,
  { readonly do: "react" | "unreact" | "upvote" | "edit" | "delete-remark" | "answer" }
>;

/** Lets it happen: changes the state and says what webhooks GitHub would send, in order. */
export function happen(state: State, happening: Happening): Notice[] {
  accountOf(state, happening.by);
  const base = { at: happening.at, by: happening.by, repository: happening.repository };
  const apply = (change: Change): Notice[] => [...applyChange(state, change).notices];
  switch (happening.do) {
    case "open-issue":
    case "open-pull":
    case "open-discussion":
      return apply(openingOf(happening));
    case "comment":
    case "discuss":
      return apply(remarkOf(state, happening));
    case "review":
      return review(state, happening);
    case "close":
      return apply({
        ...base,
        do: "close",
        number: happening.number,
        ...given("reason", happening.reason),
        ...given("duplicateOf", happening.duplicateOf),
      });
    case "merge":
      return apply({ ...base, do: "close", number: happening.number, merge: true });
    case "push-pull":
      return apply({ ...base, do: "push-pull", number: happening.number, files: happening.files });
    case "reopen":
      return apply({ ...base, do: "reopen", number: happening.number });
    case "label":
    case "unlabel":
      return apply({ ...base, do: happening.do, number: happening.number, label: happening.label });
    case "release":
    case "push":
      return apply(happening);
    default:
      return apply(pointedAt(state, happening));
  }
}

/** `{ key: value }`, or nothing when the value is absent: what exactOptionalPropertyTypes asks for. */
function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}

function openingOf(happening: Open): Change {
  const kind = ({ "open-issue": "issue", "open-pull": "pull", "open-discussion": "discussion" } as const)[
    happening.do
  ];
  const { do: _do, ...fields } = happening;
  return { ...fields, do: "open", kind };
}

function remarkOf(
  state: State,
  happening: Extract<Happening, { readonly do: "comment" | "discuss" }>,
): Change {
  const { at, by, repository, number, body, remark } = happening;
  const thread = threadNumbered(repositoryNamed(state, repository), number);
  const base = { at, by, repository, number, body, do: "remark", ...given("name", remark) } as const;
  if (happening.do === "comment")
    return { ...base, kind: thread.discussion ? "discussion-comment" : "comment" };
  const target = happening.replyTo === undefined ? undefined : remarkNamed(thread, happening.replyTo);
  // GitHub's discussions are two levels deep: a reply to a reply stands under the same comment.
  const parent = target?.parent ?? target;
  return { ...base, kind: "discussion-comment", ...given("parent", parent?.nodeId) };
}

function review(state: State, happening: Review): Notice[] {
  const { at, by, repository, number } = happening;
  const base = { at, by, repository, number, do: "remark" } as const;
  const submitted = applyChange(state, {
    ...base,
    kind: "review",
    body: happening.body,
    reviewState: happening.state,
    ...given("name", happening.remark),
  });
  const notices = [...submitted.notices];
  for (const comment of happening.comments ?? []) {
    const change: Change = {
      ...base,
      at: comment.at ?? at,
      kind: "review-comment",
      body: comment.body,
      ...given("path", comment.path),
      ...given("parent", submitted.remark?.nodeId),
    };
    notices.push(...applyChange(state, change).notices);
  }
  return notices;
}

function pointedAt(state: State, happening: Pointed): Change {
  const thread = threadNumbered(repositoryNamed(state, happening.repository), happening.number);
  const target = happening.remark === undefined ? thread : remarkNamed(thread, happening.remark);
  const base = { at: happening.at, by: happening.by, node: target.nodeId };
  switch (happening.do) {
    case "edit":
      return { ...base, do: "edit", ...given("title", happening.title), ...given("body", happening.body) };
    case "delete-remark":
      return { ...base, do: "delete" };
    case "answer":
    case "upvote":
      return { ...base, do: happening.do };
    default:
      return { ...base, do: happening.do, content: happening.content };
  }
}

function remarkNamed(thread: Thread, name: string): Remark {
  const remark = thread.remarks.find((candidate) => candidate.name === name);
  if (!remark) throw new Error(`Nothing in ${thread.repository.name}#${thread.number} is named ${name}`);
  return remark;
}
