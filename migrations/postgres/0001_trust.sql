CREATE TABLE "badge_announcements" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"merged_at" bigint NOT NULL,
	"url" text NOT NULL,
	"badges" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "badge_reverts" (
	"reverted_id" text NOT NULL,
	"thread_id" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "command_uses" (
	"activity_key" text PRIMARY KEY NOT NULL,
	"installation_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"count" bigint NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "delivery_looks" (
	"id" bigint PRIMARY KEY NOT NULL,
	"looked_at" bigint NOT NULL,
	"known_until" bigint NOT NULL,
	"cursor" text,
	"newest_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "history_budgets" (
	"installation_id" bigint PRIMARY KEY NOT NULL,
	"earned_at" bigint NOT NULL,
	"spent" json DEFAULT '{}'::json NOT NULL,
	"revision" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "history_reads" (
	"repository_id" bigint NOT NULL,
	"scope" text NOT NULL,
	"since" bigint,
	"place" json,
	"plan" json,
	"spent" bigint DEFAULT 0 NOT NULL,
	"active_at" bigint DEFAULT 0 NOT NULL,
	"due_at" bigint NOT NULL,
	"claimed_until" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"reason" text,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "history_reads_repository_id_scope_pk" PRIMARY KEY("repository_id","scope")
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"scope" text NOT NULL,
	"subject" text NOT NULL,
	"failures" bigint NOT NULL,
	"until" bigint NOT NULL,
	"reason" text NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "holds_scope_subject_pk" PRIMARY KEY("scope","subject")
);
--> statement-breakpoint
CREATE TABLE "label_changes" (
	"repository_id" bigint NOT NULL,
	"name" text NOT NULL,
	"became_name" text,
	"at" bigint NOT NULL,
	CONSTRAINT "label_changes_repository_id_name_pk" PRIMARY KEY("repository_id","name")
);
--> statement-breakpoint
CREATE TABLE "mentoring_asks" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"newcomer_id" bigint NOT NULL,
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"asked_at" bigint NOT NULL,
	"work" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "missed_deliveries" (
	"guid" text PRIMARY KEY NOT NULL,
	"attempt_id" text NOT NULL,
	"event" text NOT NULL,
	"repository_id" bigint,
	"failed_at" bigint NOT NULL,
	"asked" bigint NOT NULL,
	"due_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payloads" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"body" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "person_choices" (
	"person_id" bigint NOT NULL,
	"choice" text NOT NULL,
	"login_hash" text,
	"chosen_at" bigint NOT NULL,
	CONSTRAINT "person_choices_person_id_choice_pk" PRIMARY KEY("person_id","choice")
);
--> statement-breakpoint
CREATE TABLE "sightings" (
	"marker" text NOT NULL,
	"author_login" text NOT NULL,
	"repository_id" bigint NOT NULL,
	"external_id" text NOT NULL,
	"url" text NOT NULL,
	"deleted_at" bigint,
	CONSTRAINT "sightings_marker_author_login_pk" PRIMARY KEY("marker","author_login")
);
--> statement-breakpoint
CREATE TABLE "thread_reads" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"repository_id" bigint NOT NULL,
	"node_id" text NOT NULL,
	"attempts" bigint NOT NULL,
	"due_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "writes" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"installation_id" bigint NOT NULL,
	"at" bigint NOT NULL,
	"priority" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "config_files" ADD COLUMN "extended" json;--> statement-breakpoint
ALTER TABLE "config_files" ADD COLUMN "extends_name" text;--> statement-breakpoint
ALTER TABLE "config_files" ADD COLUMN "pending_text" text;--> statement-breakpoint
ALTER TABLE "effects" ADD COLUMN "sent_at" bigint;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "removed_at" bigint;--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "updated_at" bigint;--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "removed_at" bigint;--> statement-breakpoint
ALTER TABLE "repositories" ADD COLUMN "removed_at" bigint;--> statement-breakpoint
CREATE INDEX "badge_announcements_by_person" ON "badge_announcements" USING btree ("installation_id","person_id","merged_at");--> statement-breakpoint
CREATE INDEX "badge_reverts_by_reverted" ON "badge_reverts" USING btree ("reverted_id");--> statement-breakpoint
CREATE INDEX "command_uses_by_person" ON "command_uses" USING btree ("installation_id","person_id","at");--> statement-breakpoint
CREATE INDEX "command_uses_by_at" ON "command_uses" USING btree ("at");--> statement-breakpoint
CREATE INDEX "mentoring_asks_by_asked" ON "mentoring_asks" USING btree ("installation_id","asked_at");--> statement-breakpoint
CREATE INDEX "missed_deliveries_by_due" ON "missed_deliveries" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "writes_by_installation" ON "writes" USING btree ("installation_id","at");--> statement-breakpoint
CREATE INDEX "config_files_by_extends" ON "config_files" USING btree ("extends_name");--> statement-breakpoint
CREATE INDEX "effects_by_thread" ON "effects" USING btree ("thread_id","kind");--> statement-breakpoint
INSERT INTO "payloads" ("seq", "body") SELECT "seq", "payload" FROM "deliveries" WHERE "state" IN ('waiting', 'parked');--> statement-breakpoint
ALTER TABLE "deliveries" DROP COLUMN "payload";