// Random small histories as the deliveries that GitHub would send of them: a few people and a bot in one repository. Times
// are close together, many within one second, because that is where an order is easily lost.

import * as fc from "fast-check";
import { HOUR, MINUTE, SECOND } from "../../src/core/clock.ts";
import { applyChange } from "../local-github/apply.ts";
import type { Happening } from "../local-github/community.ts";
import { happen } from "../local-github/happen.ts";
import { payloadOf } from "../local-github/payloads.ts";
import type { View } from "../local-github/shapes.ts";
import { addAccount, addRepository, emptyState } from "../local-github/state.ts";

/** A delivery, with the paths that GitHub would name for its pull request. */
export interface SimpleDelivery {
  readonly event: string;
  readonly payload: Record<string, unknown>;
}

const START = Date.UTC(2026, 10, 2, 9);
const REPOSITORY = "lanterns/collector";
const PEOPLE = ["ada", "bo", "cy", "di"] as const;
const TEXTS = [
  "Thanks, this is great work!",
  "This is horrible, it breaks all.",
  "/stoa help",
  "Fixes #1.",
] as const;
const TITLES = ["fix: mend it", "feat: a lamp", "Explain the lamp", "docs: explain"] as const;
const LABELS = ["bug", "enhancement", "documentation"] as const;
const KINDS = ["issue", "pull", "discussion"] as const;
const DEEDS = [
  "open",
  "open",
  "comment",
  "comment",
  "review",
  "close",
  "merge",
  "merge",
  "reopen",
  "label",
  "unlabel",
  "edit",
  "edit-remark",
  "delete-remark",
] as const;

interface Step {
  readonly deed: (typeof DEEDS)[number];
  readonly who: number;
  readonly which: number;
  readonly word: number;
  readonly gapMs: number;
}

/** Deliveries of a random history, in the order in which things happened. */
export function someDeliveries(): fc.Arbitrary<readonly SimpleDelivery[]> {
  const step = fc.record<Step>({
    deed: fc.constantFrom(...DEEDS),
    who: fc.nat(4),
    which: fc.nat(5),
    word: fc.nat(11),
    gapMs: fc.constantFrom(0, 0, SECOND, MINUTE, HOUR),
  });
  return fc.array(step, { minLength: 1, maxLength: 14 }).map(deliveriesOf);
}

/** The steps that are possible, as deliveries; the others are left out. */
function deliveriesOf(steps: readonly Step[]): readonly SimpleDelivery[] {
  const state = emptyState();
  const app = { id: 7, slug: "stoa", name: "Stoa", events: ["issues"] };
  const view: View = { state, url: "http://github.test", app, users: new WeakMap(), links: new WeakMap() };
  addAccount(state, { login: "lanterns", type: "Organization" });
  addRepository(
    state,
    { owner: "lanterns", name: "collector", categories: [{ name: "Ideas" }] },
    START - HOUR,
  );
  applyChange(state, {
    do: "install",
    at: START - HOUR,
    by: "lanterns",
    account: "lanterns",
    permissions: {},
  });
  const model = newModel();
  let at = START;
  const deliveries: SimpleDelivery[] = [];
  for (const step of steps) {
    at += step.gapMs;
    const happening = model.happeningOf(step, at);
    if (!happening) continue;
    for (const notice of happen(state, happening)) {
      // As GitHub would write it down when it sends it, and never changed after that.
      const payload = JSON.parse(JSON.stringify(payloadOf(view, notice))) as Record<string, unknown>;
      deliveries.push({ event: notice.event, payload });
    }
  }
  return deliveries;
}

interface KnownThread {
  readonly number: number;
  readonly kind: (typeof KINDS)[number];
  state: "open" | "closed" | "merged";
  readonly remarks: string[];
  readonly labels: Set<string>;
  /** What GitHub's times cannot put in order is not done twice in one second: see decision 018. */
  readonly done: Set<string>;
}

/** Knows what is possible. */
function newModel() {
  const threads: KnownThread[] = [];
  let remarks = 0;

  function open(step: Step, base: { at: number; by: string; repository: string }): Happening {
    const kind = KINDS[step.which % 3] ?? "issue";
    const number = threads.length + 1;
    threads.push({ number, kind, state: "open", remarks: [], labels: new Set(), done: new Set() });
    const title = TITLES[step.word % 4] ?? "";
    const body = TEXTS[step.word % 3 === 0 ? 3 : step.word % 2] ?? "";
    if (kind === "discussion")
      return { ...base, do: "open-discussion", number, title, body, category: "Ideas" };
    if (kind === "issue") return { ...base, do: "open-issue", number, title, body };
    return { ...base, do: "open-pull", number, title, body };
  }

  function write(thread: KnownThread, step: Step, base: { at: number; by: string; repository: string }) {
    const remark = `r${(remarks += 1)}`;
    thread.remarks.push(remark);
    const body = TEXTS[step.word % 3] ?? "";
    const { number } = thread;
    if (step.deed === "review") {
      const state = (["APPROVED", "COMMENTED"] as const)[step.word % 2] ?? "APPROVED";
      return { ...base, do: "review", number, state, body, remark } as const;
    }
    const deed = thread.kind === "discussion" ? ("discuss" as const) : ("comment" as const);
    return { ...base, do: deed, number, body, remark } as const;
  }

  /** True once for a thread, a second and a deed. */
  function isFirst(thread: KnownThread, deed: string, at: number): boolean {
    const key = `${deed} ${at}`;
    return !thread.done.has(key) && Boolean(thread.done.add(key));
  }

  return {
    happeningOf(step: Step, at: number): Happening | undefined {
      const by = PEOPLE[step.who] ?? "ci[bot]";
      const base = { at, by, repository: REPOSITORY };
      if (step.deed === "open") return open(step, base);
      const thread = threads[step.which % Math.max(1, threads.length)];
      if (!thread) return undefined;
      const { number } = thread;
      const remark = thread.remarks[step.word % Math.max(1, thread.remarks.length)];
      const label = LABELS[step.word % 3] ?? "bug";
      switch (step.deed) {
        case "comment":
          return write(thread, step, base);
        case "review":
          return thread.kind === "pull" ? write(thread, step, base) : undefined;
        case "close":
          if (thread.kind === "discussion" || thread.state !== "open" || !isFirst(thread, "state", at))
            return undefined;
          thread.state = "closed";
          return { ...base, do: "close", number };
        case "merge":
          if (thread.kind !== "pull" || thread.state !== "open" || !isFirst(thread, "state", at))
            return undefined;
          thread.state = "merged";
          return { ...base, do: "merge", number };
        case "reopen":
          if (thread.state !== "closed" || !isFirst(thread, "state", at)) return undefined;
          thread.state = "open";
          return { ...base, do: "reopen", number };
        case "label":
          if (thread.kind === "discussion" || thread.labels.has(label) || !isFirst(thread, label, at))
            return undefined;
          thread.labels.add(label);
          return { ...base, do: "label", number, label };
        case "unlabel":
          if (!thread.labels.has(label) || !isFirst(thread, label, at)) return undefined;
          thread.labels.delete(label);
          return { ...base, do: "unlabel", number, label };
        case "edit":
          if (!isFirst(thread, "edit", at)) return undefined;
          return { ...base, do: "edit", number, title: `${TITLES[step.word % 4] ?? ""}, ${at}` };
        case "edit-remark":
          if (!remark || !isFirst(thread, remark, at)) return undefined;
          return { ...base, do: "edit", number, remark, body: `${TEXTS[step.word % 3] ?? ""} ${at}` };
        case "delete-remark":
          if (!remark) return undefined;
          thread.remarks.splice(thread.remarks.indexOf(remark), 1);
          return { ...base, do: "delete-remark", number, remark };
      }
    },
  };
}
