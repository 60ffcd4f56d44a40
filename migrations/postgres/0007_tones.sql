CREATE TABLE "tone_corrections" (
	"subject_id" text PRIMARY KEY NOT NULL,
	"repository_id" bigint NOT NULL,
	"polarity" text NOT NULL,
	"read_as" text NOT NULL,
	"corrected_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sentiment_scores" ADD COLUMN "confidence" double precision DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "sentiment_scores" ADD COLUMN "heat" double precision DEFAULT 0 NOT NULL;