CREATE TABLE "discussion_polls" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"question" text NOT NULL,
	"counts" json NOT NULL,
	"read_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "duplicate_events" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"original_id" text,
	"read_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "issue_extras" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"issue_type" text,
	"milestone" text,
	"project_status" text
);
--> statement-breakpoint
CREATE TABLE "reaction_totals" (
	"subject_id" text PRIMARY KEY NOT NULL,
	"thread_id" text NOT NULL,
	"total" bigint NOT NULL,
	"contents" text,
	"upvotes" bigint NOT NULL,
	"is_stale" boolean NOT NULL,
	"read_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request_duplicates" (
	"thread_id" text NOT NULL,
	"source_id" text NOT NULL,
	"original_id" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "request_duplicates_thread_id_source_id_pk" PRIMARY KEY("thread_id","source_id")
);
--> statement-breakpoint
CREATE TABLE "request_owners" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"person_id" bigint NOT NULL,
	"owned_at" bigint NOT NULL,
	"asked_at" bigint
);
--> statement-breakpoint
CREATE TABLE "request_polls" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"repository_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"question" text NOT NULL,
	"options" json NOT NULL,
	"opened_at" bigint NOT NULL,
	"closes_at" bigint NOT NULL,
	"counts" json
);
--> statement-breakpoint
CREATE TABLE "request_threads" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"is_from_template" boolean NOT NULL,
	"mark" text,
	"marked_at" bigint,
	"declined_at" bigint,
	"declined_url" text,
	"release_id" text,
	"pull_id" text,
	"shipped_at" bigint
);
--> statement-breakpoint
CREATE TABLE "request_votes" (
	"remark_id" text PRIMARY KEY NOT NULL,
	"thread_id" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "reaction_totals_by_thread" ON "reaction_totals" USING btree ("thread_id");--> statement-breakpoint
CREATE INDEX "request_votes_by_thread" ON "request_votes" USING btree ("thread_id");