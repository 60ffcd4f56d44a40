CREATE TABLE `discussion_polls` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`question` text NOT NULL,
	`counts` text NOT NULL,
	`read_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `duplicate_events` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`original_id` text,
	`read_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `issue_extras` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`issue_type` text,
	`milestone` text,
	`project_status` text
);
--> statement-breakpoint
CREATE TABLE `reaction_totals` (
	`subject_id` text PRIMARY KEY NOT NULL,
	`thread_id` text NOT NULL,
	`total` integer NOT NULL,
	`contents` text,
	`upvotes` integer NOT NULL,
	`is_stale` integer NOT NULL,
	`read_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reaction_totals_by_thread` ON `reaction_totals` (`thread_id`);--> statement-breakpoint
CREATE TABLE `request_duplicates` (
	`thread_id` text NOT NULL,
	`source_id` text NOT NULL,
	`original_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`thread_id`, `source_id`)
);
--> statement-breakpoint
CREATE TABLE `request_owners` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`person_id` integer NOT NULL,
	`owned_at` integer NOT NULL,
	`asked_at` integer
);
--> statement-breakpoint
CREATE TABLE `request_polls` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`repository_id` integer NOT NULL,
	`person_id` integer NOT NULL,
	`question` text NOT NULL,
	`options` text NOT NULL,
	`opened_at` integer NOT NULL,
	`closes_at` integer NOT NULL,
	`counts` text
);
--> statement-breakpoint
CREATE TABLE `request_threads` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`is_from_template` integer NOT NULL,
	`mark` text,
	`marked_at` integer,
	`declined_at` integer,
	`declined_url` text,
	`release_id` text,
	`pull_id` text,
	`shipped_at` integer
);
--> statement-breakpoint
CREATE TABLE `request_votes` (
	`remark_id` text PRIMARY KEY NOT NULL,
	`thread_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `request_votes_by_thread` ON `request_votes` (`thread_id`);