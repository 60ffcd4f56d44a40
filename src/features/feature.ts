// The one contract between a feature and the rest of Stoa. A feature is a folder that exports one of these; it turns
// activities into rows and effects, and adds its section to the digest. It never calls GitHub, never imports a
// sibling, and what it decides depends only on its arguments and its rows.

import type { z } from "zod";
import type { Activity, RemarkActivity, ThreadActivity } from "../core/activity.ts";
import type { Effect } from "../core/effect.ts";
import type { Period, PublicScope, ReaderScope } from "../core/scope.ts";
import type { Connection } from "../db/connection.ts";
import type { StoredRemark } from "../db/remarks.ts";

/** Everything a feature may look at while it handles an activity. Inside, one transaction is open. */
export interface FeatureContext<Config> {
  readonly connection: Connection;
  /** The feature's part of the repository's stoa.yml, defaults filled in. */
  readonly config: Config;
  /**
   * The same for another repository, for what an activity or a job changes there: a private repository's settings must not
   * speak in a public one. Absent where one configuration holds for all.
   */
  readonly configIn?: (repositoryId: number) => Promise<Config>;
  /** UTC epoch milliseconds. */
  readonly now: number;
  /** False until the repository's history has been read: nobody can be called a newcomer before. */
  readonly isHistoryKnown: boolean;
  /** Where this Stoa is reached from outside, without a slash at its end; undefined when nobody said. */
  readonly publicUrl?: string | undefined;
  /** The activity's remark as the facts have it, where that is known without reading it (`findRemark`). */
  readonly remark?: StoredRemark | undefined;
}

/** A command somebody typed in a remark, or in a thread's opening text, as this feature handles it. */
export interface CommandCall {
  readonly argument: string;
  readonly activity: ThreadActivity | RemarkActivity;
  /** The commands that are switched on here, such as "stoa badges". */
  readonly available?: ReadonlySet<string>;
  /** Whoever typed it was forgotten until now. */
  readonly wasForgotten?: boolean;
  /** The configuration in force for the whole installation, by feature. */
  readonly installationConfig?: () => Promise<Readonly<Record<string, unknown>>>;
}

/** What a command answers: Markdown for the thread's Stoa comment (or nothing), and effects besides. */
export interface CommandAnswer {
  readonly reply?: string;
  /** In any repository, also of other installations. */
  readonly effects?: readonly Effect[];
  /** Whoever asked must not be named: this alone is answered, and the commands beside it are not run. */
  readonly isAnonymous?: boolean;
}

export type CommandHandler<Config> = (
  call: CommandCall,
  context: FeatureContext<Config>,
) => Promise<CommandAnswer>;

/** A feature's part of the community digest. Sections with nothing to say are not returned. */
export interface DigestSection {
  /** Where it stands: lower comes first. */
  readonly order: number;
  /** A clause for the digest's opening sentence, such as "two releases"; lower case, no full stop. */
  readonly lead?: string;
  /** A whole sentence to stand after the opening, for news that most readers want first. */
  readonly news?: string;
  /** Markdown, its bold heading included; no mention, links to evidence. */
  readonly markdown: string;
}

/** What a digest section may look at. Reading `previous` tells what has changed since. */
export interface DigestContext<Config> extends FeatureContext<Config> {
  readonly scope: PublicScope;
  readonly period: Period;
  /** The period before, of the same length. */
  readonly previous: Period;
  /** Key of the digest, YYYY-MM-DD; a feature may store under it what the next digest compares with. */
  readonly periodKey: string;
  /** Key of the last digest that was made, if there was one. */
  readonly previousPeriodKey: string | null;
  /** True when somebody only looks: the section is made as ever, and nothing is stored. */
  readonly isPreview?: boolean;
}

/** Something that maintainers had better do. */
export interface Todo {
  /** What presses more comes first: 100 for people who wait or leave, 50 for what may wait a week. */
  readonly weight: number;
  /** What is the case, with its evidence, and the next step; a sentence or three of Markdown. */
  readonly markdown: string;
}

/** A feature's part of the maintainers' digest. Sections with nothing to say are not returned. */
export interface MaintainersSection {
  /** Where its text stands: lower comes first. */
  readonly order: number;
  readonly todos?: readonly Todo[];
  /** Markdown, its bold heading included; no mention, nothing about one person's feelings. */
  readonly markdown?: string;
}

/** What a section of the maintainers' digest may look at. */
export interface MaintainersContext<Config> extends FeatureContext<Config> {
  /** What readers of the private place can read: all that is public, and that place. */
  readonly scope: ReaderScope;
  /** Of it, what everybody can read. */
  readonly publicScope: PublicScope;
  /** The week that has ended. */
  readonly period: Period;
  readonly previous: Period;
}

/** Context of a scheduled job: it runs once an installation, in one transaction. */
export interface JobContext<Config> extends FeatureContext<Config> {
  readonly scope: PublicScope;
  readonly installationId: number;
  /** The configuration in force for another feature, for a job that asks its peers (the digest does). */
  configOf(feature: Pick<Feature, "name">): unknown;
  /** Told of a peer that failed: it was rolled back alone and left out, and the job went on. */
  onPeerFailure?(feature: string, error: unknown): void;
  /** In `prepare` alone: an issue's opening text as GitHub has it now; undefined when there is no such issue. */
  readIssue?(
    repository: { readonly owner: string; readonly name: string },
    number: number,
  ): Promise<string | undefined>;
}

/** Reactions where their totals have changed, or all of them: a swapped one changes no total. */
export type Refresh = "reactions" | "all-reactions";

/** Something that people react to, and whose reactions a feature counts. */
export interface ReactionSubject {
  /** A thread's id or a remark's. */
  readonly subjectId: string;
  readonly threadId: string;
  /** GitHub's. */
  readonly nodeId: string;
  readonly kind: "issue" | "discussion" | "remark";
  /** Name of a field of projects whose value is read with all reactions; of issues only. */
  readonly projectField?: string;
}

/** Work by the clock. It runs once when due, whichever process claims it. */
export interface Job<Config> {
  readonly name: string;
  /** The next moment it is due strictly after `after`, UTC epoch milliseconds; undefined when switched off. */
  nextAfter(after: number, config: Config): number | undefined;
  /** Facts that must be fresh before it runs; fetched outside the transaction. */
  readonly needs?: readonly Refresh[];
  /** Long work before the transaction opens; it only reads, also from GitHub. What it returns is handed to `run`. */
  prepare?(context: JobContext<Config>): Promise<unknown>;
  run(context: JobContext<Config>, prepared?: unknown): Promise<readonly Effect[]>;
  /** After a run that failed and was rolled back, which will be tried again: writes down why. */
  onFailure?(context: JobContext<Config>, reason: string): Promise<void>;
}

export type Permission =
  "checks" | "contents" | "discussions" | "issues" | "metadata" | "pull_requests" | "members";

export interface Feature<Config = unknown> {
  readonly name: string;
  /** Its part of stoa.yml: an object schema in which everything has a default. */
  readonly config: z.ZodType<Config>;
  /** Events and permissions it stands on; app.yml is held to them by a contract test. */
  readonly events: readonly string[];
  readonly permissions: Partial<Record<Permission, "read" | "write">>;
  /** Says the settings of `keys` in words that people understand at once, where the keys alone would be hard to read. */
  inWords?(config: Config): { readonly keys: readonly string[]; readonly words: string };
  onActivity?(activity: Activity, context: FeatureContext<Config>): Promise<readonly Effect[]>;
  /** By command, "stoa badges". */
  readonly commands?: Readonly<Record<string, CommandHandler<Config>>>;
  readonly jobs?: readonly Job<Config>[];
  /** What the reactions are read of, for a whole installation; see `Job.needs`. */
  reactionSubjects?(
    context: Pick<JobContext<Config>, "connection" | "config" | "installationId">,
  ): Promise<readonly ReactionSubject[]>;
  digestSection?(context: DigestContext<Config>): Promise<DigestSection | undefined>;
  maintainersSection?(context: MaintainersContext<Config>): Promise<MaintainersSection | undefined>;
}

/** Keeps a feature's config type inside its folder: to the rest of Stoa every feature looks alike. */
export function defineFeature<Config>(feature: Feature<Config>): Feature {
  return feature as unknown as Feature;
}

export type { Activity, Effect };
