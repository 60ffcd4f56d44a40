CREATE TABLE `tone_corrections` (
	`subject_id` text PRIMARY KEY NOT NULL,
	`repository_id` integer NOT NULL,
	`polarity` text NOT NULL,
	`read_as` text NOT NULL,
	`corrected_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `sentiment_scores` ADD `confidence` real DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `sentiment_scores` ADD `heat` real DEFAULT 0 NOT NULL;