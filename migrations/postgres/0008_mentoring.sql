CREATE TABLE "mentor_asks" (
	"thread_id" text NOT NULL,
	"newcomer_id" bigint NOT NULL,
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"offer" text NOT NULL,
	"area" text NOT NULL,
	"asked_at" bigint NOT NULL,
	"work" json NOT NULL,
	CONSTRAINT "mentor_asks_thread_id_newcomer_id_pk" PRIMARY KEY("thread_id","newcomer_id")
);
--> statement-breakpoint
CREATE TABLE "mentors" (
	"installation_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"capacity" bigint,
	"areas" json,
	"paused_until" bigint,
	"is_volunteer" boolean NOT NULL,
	"said_at" bigint NOT NULL,
	CONSTRAINT "mentors_installation_id_person_id_pk" PRIMARY KEY("installation_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "pairing_turns" (
	"thread_id" text NOT NULL,
	"newcomer_id" bigint NOT NULL,
	"turn" bigint NOT NULL,
	"mentor_login" text NOT NULL,
	"started_at" bigint NOT NULL,
	"ended_at" bigint NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "pairing_turns_thread_id_newcomer_id_turn_pk" PRIMARY KEY("thread_id","newcomer_id","turn")
);
--> statement-breakpoint
CREATE TABLE "welcomes" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"newcomer_id" bigint NOT NULL,
	"installation_id" bigint NOT NULL,
	"repository_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"opened_at" bigint NOT NULL,
	"work" json NOT NULL
);
--> statement-breakpoint
ALTER TABLE "pairings" ADD COLUMN "reason" json;--> statement-breakpoint
ALTER TABLE "pairings" ADD COLUMN "turn" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "pairings" ADD COLUMN "accepted_at" bigint;--> statement-breakpoint
ALTER TABLE "pairings" ADD COLUMN "nudged_at" bigint;--> statement-breakpoint
ALTER TABLE "pairings" ADD COLUMN "questioned_at" bigint;--> statement-breakpoint
ALTER TABLE "pairings" ADD COLUMN "done_at" bigint;--> statement-breakpoint
ALTER TABLE "pairings" ADD COLUMN "completed_at" bigint;--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "is_assigned" boolean;--> statement-breakpoint
CREATE INDEX "mentor_asks_by_asked" ON "mentor_asks" USING btree ("installation_id","asked_at");--> statement-breakpoint
CREATE INDEX "welcomes_by_newcomer" ON "welcomes" USING btree ("newcomer_id","opened_at");--> statement-breakpoint
CREATE INDEX "remarks_by_author" ON "remarks" USING btree ("author_id","created_at");
--> statement-breakpoint
INSERT INTO "mentor_asks" ("thread_id", "newcomer_id", "installation_id", "repository_id", "offer", "area", "asked_at", "work")
SELECT "thread_id", "newcomer_id", "installation_id", "repository_id", 'first-pull', '', "asked_at", "work" FROM "mentoring_asks";
--> statement-breakpoint
UPDATE "pairings" SET "completed_at" = (SELECT "merged_at" FROM "threads" WHERE "threads"."id" = "pairings"."thread_id") WHERE "state" = 'ended';
--> statement-breakpoint
DROP TABLE "mentoring_asks" CASCADE;
