// The draft of the next community digest: the part of a private issue's text that Stoa keeps current until the digest
// goes out. What maintainers change in it stays, and goes out with it.

import { momentInWords, periodRunning, periodTitle, type CalendarPeriod } from "../../core/calendar.ts";
import { HOUR } from "../../core/clock.ts";
import { threadId } from "../../core/activity.ts";
import { boardText } from "../../text/board-text.ts";
import { fitBody, MAX_BODY_BYTES } from "../../text/truncate.ts";
import type { Effect, Feature, Job, JobContext } from "../feature.ts";
import { buildDigest } from "./build.ts";
import type { DigestConfig } from "./config.ts";
import { readDraft, writeDraft, type DraftEdits } from "./draft-text.ts";
import { scheduleOf } from "./rules.ts";
import { findPrivate, listTellings } from "./tellings.ts";

type Context = JobContext<DigestConfig>;

/** Names the draft's part of the issue's text. */
export const DRAFT_BOARD = "digest-draft";
const EVERY_MS = 6 * HOUR;
/** Room for what people write around it. */
const ROOM_BYTES = 8_000;

export function draftJob(contributors: readonly Feature[]): Job<DigestConfig> {
  return {
    name: "digest-draft",
    nextAfter: (after, { enabled, draft }) =>
      enabled && draft !== null ? (Math.floor(after / EVERY_MS) + 1) * EVERY_MS : undefined,
    prepare: readDraftNow,
    run: (context, draft) => renewDraft(context, { contributors, draft: draft as ReadDraft | undefined }),
  };
}

/** The effect that brings the draft up to date; none when it is. */
async function renewDraft(
  context: Context,
  of: { readonly contributors: readonly Feature[]; readonly draft: ReadDraft | undefined },
): Promise<readonly Effect[]> {
  const { config, now } = context;
  const { contributors, draft: place } = of;
  const [telling] = config.perRepository ? [] : await listTellings(context);
  if (!telling || !place) return [];
  const period = periodRunning(now, scheduleOf(config));
  const { parts } = await buildDigest({
    ...context,
    scope: telling.scope,
    period,
    contributors,
    isPreview: true,
  });
  const there = place.text;
  const edits = there === undefined ? undefined : readDraft(there);
  const markdown = writeDraft({ period: period.key, intro: introOf(period, config), parts, edits });
  const fitted = fitBody(markdown, MAX_BODY_BYTES - ROOM_BYTES);
  if (fitted === there) return [];
  return [
    {
      kind: "board",
      key: `draft:${place.id}:${now}`,
      repositoryId: place.repositoryId,
      audience: "maintainers",
      drawsOn: telling.scope.repositoryIds,
      threadId: place.id,
      board: DRAFT_BOARD,
      markdown: fitted,
      ...(there === undefined ? {} : { basedOn: there }),
    },
  ];
}

function introOf(period: CalendarPeriod, { zone }: DigestConfig): string {
  return [
    `**Draft · Community digest · ${periodTitle(period)}** – goes out on ${momentInWords(period.boundary, zone)}.`,
    "Edit any part below: what you change stays as you leave it, what you empty is left out, and the rest I keep current. Words of your own go right here; they will stand after the opening.",
  ].join("\n");
}

/** What a job reads of the draft before its transaction opens. */
export interface ReadDraft {
  /** The issue's thread id. */
  readonly id: string;
  readonly repositoryId: number;
  /** Between the markers; undefined before there is a draft. */
  readonly text: string | undefined;
}

/**
 * The draft as GitHub has it now; undefined where none is kept, or its issue is gone.
 * @throws UserError when the draft's repository is no private one: what is being edited is nobody else's business.
 */
export async function readDraftNow(context: Context): Promise<ReadDraft | undefined> {
  const { connection, config, installationId } = context;
  if (!config.enabled || config.draft === null || config.perRepository) return undefined;
  const { repository: name, issue } = config.draft;
  const repository = await findPrivate(connection, { installationId, name, key: "digest.draft.repository" });
  const body = await context.readIssue?.(repository, issue);
  if (body === undefined) return undefined;
  return {
    id: threadId(repository.id, issue),
    repositoryId: repository.id,
    text: boardText(body, DRAFT_BOARD),
  };
}

/** What maintainers have made of the draft, when it is of this period. */
export function editsOf(draft: ReadDraft | undefined, period: string): DraftEdits | undefined {
  const edits = draft?.text === undefined ? undefined : readDraft(draft.text);
  return edits?.period === period ? edits : undefined;
}
