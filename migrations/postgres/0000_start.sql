CREATE TABLE "activities" (
	"key" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"at" bigint NOT NULL,
	"day" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"thread_id" text,
	"person_id" bigint,
	"is_bot" boolean NOT NULL,
	"is_live" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "backfills" (
	"repository_id" bigint NOT NULL,
	"part" text NOT NULL,
	"cursor" text,
	"is_done" boolean NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "backfills_repository_id_part_pk" PRIMARY KEY("repository_id","part")
);
--> statement-breakpoint
CREATE TABLE "badge_closes" (
	"issue_id" text NOT NULL,
	"thread_id" text NOT NULL,
	CONSTRAINT "badge_closes_issue_id_thread_id_pk" PRIMARY KEY("issue_id","thread_id")
);
--> statement-breakpoint
CREATE TABLE "badge_evidence" (
	"subject_id" text NOT NULL,
	"badge" text NOT NULL,
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"thread_id" text NOT NULL,
	"person_id" bigint NOT NULL,
	"earned_at" bigint NOT NULL,
	"url" text NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "badge_evidence_subject_id_badge_pk" PRIMARY KEY("subject_id","badge")
);
--> statement-breakpoint
CREATE TABLE "comment_sections" (
	"thread_id" text NOT NULL,
	"section" text NOT NULL,
	"markdown" text NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "comment_sections_thread_id_section_pk" PRIMARY KEY("thread_id","section")
);
--> statement-breakpoint
CREATE TABLE "config_files" (
	"repository_id" bigint PRIMARY KEY NOT NULL,
	"good_text" text,
	"seen_sha" text,
	"problem" text,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"guid" text NOT NULL,
	"event" text NOT NULL,
	"lane" text NOT NULL,
	"payload" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"attempts" bigint NOT NULL,
	"received_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"claimed_until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"installation_id" bigint NOT NULL,
	"period" text NOT NULL,
	"starts_at" bigint NOT NULL,
	"ends_at" bigint NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"effect_key" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "digests_installation_id_period_pk" PRIMARY KEY("installation_id","period")
);
--> statement-breakpoint
CREATE TABLE "effects" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"feature" text NOT NULL,
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"thread_id" text,
	"priority" bigint NOT NULL,
	"effect" json NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"attempts" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"claimed_until" bigint NOT NULL,
	"done_at" bigint,
	"url" text,
	"external_id" text
);
--> statement-breakpoint
CREATE TABLE "feature_retries" (
	"activity_key" text NOT NULL,
	"feature" text NOT NULL,
	"activity" json NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"attempts" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	CONSTRAINT "feature_retries_activity_key_feature_pk" PRIMARY KEY("activity_key","feature")
);
--> statement-breakpoint
CREATE TABLE "installations" (
	"id" bigint PRIMARY KEY NOT NULL,
	"account_id" bigint NOT NULL,
	"account_login" text NOT NULL,
	"state" text NOT NULL,
	"permissions" json NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pairings" (
	"thread_id" text NOT NULL,
	"newcomer_id" bigint NOT NULL,
	"installation_id" bigint NOT NULL,
	"mentor_login" text NOT NULL,
	"area" text,
	"offer" text NOT NULL,
	"state" text NOT NULL,
	"started_at" bigint NOT NULL,
	"ended_at" bigint,
	CONSTRAINT "pairings_thread_id_newcomer_id_pk" PRIMARY KEY("thread_id","newcomer_id")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" bigint PRIMARY KEY NOT NULL,
	"login" text NOT NULL,
	"is_bot" boolean NOT NULL,
	"seen_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reactions" (
	"subject_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"person_id" bigint NOT NULL,
	"content" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "reactions_subject_id_person_id_content_pk" PRIMARY KEY("subject_id","person_id","content")
);
--> statement-breakpoint
CREATE TABLE "releases" (
	"id" text PRIMARY KEY NOT NULL,
	"repository_id" bigint NOT NULL,
	"tag" text NOT NULL,
	"name" text NOT NULL,
	"body" text NOT NULL,
	"url" text NOT NULL,
	"is_prerelease" boolean NOT NULL,
	"author_id" bigint,
	"published_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "remarks" (
	"id" text PRIMARY KEY NOT NULL,
	"thread_id" text NOT NULL,
	"repository_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"database_id" bigint,
	"author_id" bigint,
	"body" text NOT NULL,
	"url" text NOT NULL,
	"review_state" text,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"deleted_at" bigint
);
--> statement-breakpoint
CREATE TABLE "repositories" (
	"id" bigint PRIMARY KEY NOT NULL,
	"installation_id" bigint NOT NULL,
	"node_id" text NOT NULL,
	"owner" text NOT NULL,
	"name" text NOT NULL,
	"is_private" boolean NOT NULL,
	"is_archived" boolean NOT NULL,
	"default_branch" text NOT NULL,
	"is_active" boolean NOT NULL,
	"backfilled_at" bigint,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request_boards" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"installation_id" bigint NOT NULL,
	"markdown" text NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request_ranks" (
	"installation_id" bigint NOT NULL,
	"period" text NOT NULL,
	"thread_id" text NOT NULL,
	"votes" bigint NOT NULL,
	"rank" bigint NOT NULL,
	CONSTRAINT "request_ranks_installation_id_period_thread_id_pk" PRIMARY KEY("installation_id","period","thread_id")
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"job" text NOT NULL,
	"installation_id" bigint NOT NULL,
	"next_at" bigint NOT NULL,
	"claimed_until" bigint NOT NULL,
	"last_run_at" bigint,
	"last_error" text,
	CONSTRAINT "schedules_job_installation_id_pk" PRIMARY KEY("job","installation_id")
);
--> statement-breakpoint
CREATE TABLE "sentiment_scores" (
	"subject_id" text PRIMARY KEY NOT NULL,
	"thread_id" text NOT NULL,
	"repository_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"at" bigint NOT NULL,
	"week" bigint NOT NULL,
	"score" double precision NOT NULL,
	"polarity" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "theme_threads" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"theme_id" text NOT NULL,
	"similarity" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "themes" (
	"id" text PRIMARY KEY NOT NULL,
	"installation_id" bigint NOT NULL,
	"label" text NOT NULL,
	"terms" json NOT NULL,
	"people" bigint NOT NULL,
	"first_seen_at" bigint NOT NULL,
	"last_seen_at" bigint NOT NULL,
	"refitted_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "thread_comments" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"external_id" text,
	"url" text,
	"state" text NOT NULL,
	"body_hash" text NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "threads" (
	"id" text PRIMARY KEY NOT NULL,
	"repository_id" bigint NOT NULL,
	"number" bigint NOT NULL,
	"kind" text NOT NULL,
	"node_id" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"url" text NOT NULL,
	"author_id" bigint,
	"state" text NOT NULL,
	"state_reason" text,
	"labels" json NOT NULL,
	"category" text,
	"is_locked" boolean NOT NULL,
	"answer_url" text,
	"paths" json,
	"closes" json NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"closed_at" bigint,
	"merged_at" bigint,
	"deleted_at" bigint
);
--> statement-breakpoint
CREATE INDEX "activities_by_repository_day" ON "activities" USING btree ("repository_id","day");--> statement-breakpoint
CREATE INDEX "badge_evidence_by_person" ON "badge_evidence" USING btree ("installation_id","person_id","badge","earned_at");--> statement-breakpoint
CREATE INDEX "badge_evidence_by_earned" ON "badge_evidence" USING btree ("installation_id","earned_at");--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_by_guid" ON "deliveries" USING btree ("guid");--> statement-breakpoint
CREATE INDEX "deliveries_waiting" ON "deliveries" USING btree ("seq") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_waiting_by_lane" ON "deliveries" USING btree ("lane","seq") WHERE state = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "effects_by_key" ON "effects" USING btree ("key");--> statement-breakpoint
CREATE INDEX "effects_by_state_installation" ON "effects" USING btree ("state","installation_id","priority","seq");--> statement-breakpoint
CREATE INDEX "feature_retries_by_state_due" ON "feature_retries" USING btree ("state","due_at");--> statement-breakpoint
CREATE INDEX "pairings_by_installation_state" ON "pairings" USING btree ("installation_id","state");--> statement-breakpoint
CREATE INDEX "reactions_by_thread" ON "reactions" USING btree ("thread_id");--> statement-breakpoint
CREATE INDEX "releases_by_published" ON "releases" USING btree ("published_at");--> statement-breakpoint
CREATE INDEX "remarks_by_thread" ON "remarks" USING btree ("thread_id","created_at");--> statement-breakpoint
CREATE INDEX "remarks_by_created" ON "remarks" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "repositories_by_installation" ON "repositories" USING btree ("installation_id");--> statement-breakpoint
CREATE INDEX "repositories_by_name" ON "repositories" USING btree ("owner","name");--> statement-breakpoint
CREATE INDEX "sentiment_scores_by_repository_week" ON "sentiment_scores" USING btree ("repository_id","week");--> statement-breakpoint
CREATE INDEX "theme_threads_by_theme" ON "theme_threads" USING btree ("theme_id");--> statement-breakpoint
CREATE INDEX "themes_by_installation" ON "themes" USING btree ("installation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "threads_by_number" ON "threads" USING btree ("repository_id","number");--> statement-breakpoint
CREATE INDEX "threads_by_author_kind_created" ON "threads" USING btree ("author_id","kind","created_at");--> statement-breakpoint
CREATE INDEX "threads_by_created" ON "threads" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "threads_by_merged" ON "threads" USING btree ("merged_at");--> statement-breakpoint
CREATE INDEX "threads_by_repository_state" ON "threads" USING btree ("repository_id","state");