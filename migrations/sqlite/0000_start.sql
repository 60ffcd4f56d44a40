CREATE TABLE `activities` (
	`key` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`day` integer NOT NULL,
	`repository_id` integer NOT NULL,
	`thread_id` text,
	`person_id` integer,
	`is_bot` integer NOT NULL,
	`is_live` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `activities_by_repository_day` ON `activities` (`repository_id`,`day`);--> statement-breakpoint
CREATE TABLE `backfills` (
	`repository_id` integer NOT NULL,
	`part` text NOT NULL,
	`cursor` text,
	`is_done` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`repository_id`, `part`)
);
--> statement-breakpoint
CREATE TABLE `badge_closes` (
	`issue_id` text NOT NULL,
	`thread_id` text NOT NULL,
	PRIMARY KEY(`issue_id`, `thread_id`)
);
--> statement-breakpoint
CREATE TABLE `badge_evidence` (
	`subject_id` text NOT NULL,
	`badge` text NOT NULL,
	`installation_id` integer NOT NULL,
	`repository_id` integer NOT NULL,
	`thread_id` text NOT NULL,
	`person_id` integer NOT NULL,
	`earned_at` integer NOT NULL,
	`url` text NOT NULL,
	`reason` text NOT NULL,
	PRIMARY KEY(`subject_id`, `badge`)
);
--> statement-breakpoint
CREATE INDEX `badge_evidence_by_person` ON `badge_evidence` (`installation_id`,`person_id`,`badge`,`earned_at`);--> statement-breakpoint
CREATE INDEX `badge_evidence_by_earned` ON `badge_evidence` (`installation_id`,`earned_at`);--> statement-breakpoint
CREATE TABLE `comment_sections` (
	`thread_id` text NOT NULL,
	`section` text NOT NULL,
	`markdown` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`thread_id`, `section`)
);
--> statement-breakpoint
CREATE TABLE `config_files` (
	`repository_id` integer PRIMARY KEY NOT NULL,
	`good_text` text,
	`seen_sha` text,
	`problem` text,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`guid` text NOT NULL,
	`event` text NOT NULL,
	`lane` text NOT NULL,
	`payload` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`attempts` integer NOT NULL,
	`received_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`claimed_until` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_by_guid` ON `deliveries` (`guid`);--> statement-breakpoint
CREATE INDEX `deliveries_waiting` ON `deliveries` (`seq`) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX `deliveries_waiting_by_lane` ON `deliveries` (`lane`,`seq`) WHERE state = 'waiting';--> statement-breakpoint
CREATE TABLE `digests` (
	`installation_id` integer NOT NULL,
	`period` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`effect_key` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`installation_id`, `period`)
);
--> statement-breakpoint
CREATE TABLE `effects` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`kind` text NOT NULL,
	`feature` text NOT NULL,
	`installation_id` integer NOT NULL,
	`repository_id` integer NOT NULL,
	`thread_id` text,
	`priority` integer NOT NULL,
	`effect` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`attempts` integer NOT NULL,
	`created_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`claimed_until` integer NOT NULL,
	`done_at` integer,
	`url` text,
	`external_id` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `effects_by_key` ON `effects` (`key`);--> statement-breakpoint
CREATE INDEX `effects_by_state_installation` ON `effects` (`state`,`installation_id`,`priority`,`seq`);--> statement-breakpoint
CREATE TABLE `feature_retries` (
	`activity_key` text NOT NULL,
	`feature` text NOT NULL,
	`activity` text NOT NULL,
	`state` text NOT NULL,
	`reason` text NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	PRIMARY KEY(`activity_key`, `feature`)
);
--> statement-breakpoint
CREATE INDEX `feature_retries_by_state_due` ON `feature_retries` (`state`,`due_at`);--> statement-breakpoint
CREATE TABLE `installations` (
	`id` integer PRIMARY KEY NOT NULL,
	`account_id` integer NOT NULL,
	`account_login` text NOT NULL,
	`state` text NOT NULL,
	`permissions` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pairings` (
	`thread_id` text NOT NULL,
	`newcomer_id` integer NOT NULL,
	`installation_id` integer NOT NULL,
	`mentor_login` text NOT NULL,
	`area` text,
	`offer` text NOT NULL,
	`state` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	PRIMARY KEY(`thread_id`, `newcomer_id`)
);
--> statement-breakpoint
CREATE INDEX `pairings_by_installation_state` ON `pairings` (`installation_id`,`state`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` integer PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`is_bot` integer NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reactions` (
	`subject_id` text NOT NULL,
	`thread_id` text NOT NULL,
	`person_id` integer NOT NULL,
	`content` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`subject_id`, `person_id`, `content`)
);
--> statement-breakpoint
CREATE INDEX `reactions_by_thread` ON `reactions` (`thread_id`);--> statement-breakpoint
CREATE TABLE `releases` (
	`id` text PRIMARY KEY NOT NULL,
	`repository_id` integer NOT NULL,
	`tag` text NOT NULL,
	`name` text NOT NULL,
	`body` text NOT NULL,
	`url` text NOT NULL,
	`is_prerelease` integer NOT NULL,
	`author_id` integer,
	`published_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `releases_by_published` ON `releases` (`published_at`);--> statement-breakpoint
CREATE TABLE `remarks` (
	`id` text PRIMARY KEY NOT NULL,
	`thread_id` text NOT NULL,
	`repository_id` integer NOT NULL,
	`kind` text NOT NULL,
	`database_id` integer,
	`author_id` integer,
	`body` text NOT NULL,
	`url` text NOT NULL,
	`review_state` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `remarks_by_thread` ON `remarks` (`thread_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `remarks_by_created` ON `remarks` (`created_at`);--> statement-breakpoint
CREATE TABLE `repositories` (
	`id` integer PRIMARY KEY NOT NULL,
	`installation_id` integer NOT NULL,
	`node_id` text NOT NULL,
	`owner` text NOT NULL,
	`name` text NOT NULL,
	`is_private` integer NOT NULL,
	`is_archived` integer NOT NULL,
	`default_branch` text NOT NULL,
	`is_active` integer NOT NULL,
	`backfilled_at` integer,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `repositories_by_installation` ON `repositories` (`installation_id`);--> statement-breakpoint
CREATE INDEX `repositories_by_name` ON `repositories` (`owner`,`name`);--> statement-breakpoint
CREATE TABLE `request_boards` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`installation_id` integer NOT NULL,
	`markdown` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `request_ranks` (
	`installation_id` integer NOT NULL,
	`period` text NOT NULL,
	`thread_id` text NOT NULL,
	`votes` integer NOT NULL,
	`rank` integer NOT NULL,
	PRIMARY KEY(`installation_id`, `period`, `thread_id`)
);
--> statement-breakpoint
CREATE TABLE `schedules` (
	`job` text NOT NULL,
	`installation_id` integer NOT NULL,
	`next_at` integer NOT NULL,
	`claimed_until` integer NOT NULL,
	`last_run_at` integer,
	`last_error` text,
	PRIMARY KEY(`job`, `installation_id`)
);
--> statement-breakpoint
CREATE TABLE `sentiment_scores` (
	`subject_id` text PRIMARY KEY NOT NULL,
	`thread_id` text NOT NULL,
	`repository_id` integer NOT NULL,
	`person_id` integer NOT NULL,
	`at` integer NOT NULL,
	`week` integer NOT NULL,
	`score` real NOT NULL,
	`polarity` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sentiment_scores_by_repository_week` ON `sentiment_scores` (`repository_id`,`week`);--> statement-breakpoint
CREATE TABLE `theme_threads` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`theme_id` text NOT NULL,
	`similarity` real NOT NULL
);
--> statement-breakpoint
CREATE INDEX `theme_threads_by_theme` ON `theme_threads` (`theme_id`);--> statement-breakpoint
CREATE TABLE `themes` (
	`id` text PRIMARY KEY NOT NULL,
	`installation_id` integer NOT NULL,
	`label` text NOT NULL,
	`terms` text NOT NULL,
	`people` integer NOT NULL,
	`first_seen_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`refitted_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `themes_by_installation` ON `themes` (`installation_id`);--> statement-breakpoint
CREATE TABLE `thread_comments` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`external_id` text,
	`url` text,
	`state` text NOT NULL,
	`body_hash` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `threads` (
	`id` text PRIMARY KEY NOT NULL,
	`repository_id` integer NOT NULL,
	`number` integer NOT NULL,
	`kind` text NOT NULL,
	`node_id` text NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`url` text NOT NULL,
	`author_id` integer,
	`state` text NOT NULL,
	`state_reason` text,
	`labels` text NOT NULL,
	`category` text,
	`is_locked` integer NOT NULL,
	`answer_url` text,
	`paths` text,
	`closes` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`closed_at` integer,
	`merged_at` integer,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `threads_by_number` ON `threads` (`repository_id`,`number`);--> statement-breakpoint
CREATE INDEX `threads_by_author_kind_created` ON `threads` (`author_id`,`kind`,`created_at`);--> statement-breakpoint
CREATE INDEX `threads_by_created` ON `threads` (`created_at`);--> statement-breakpoint
CREATE INDEX `threads_by_merged` ON `threads` (`merged_at`);--> statement-breakpoint
CREATE INDEX `threads_by_repository_state` ON `threads` (`repository_id`,`state`);