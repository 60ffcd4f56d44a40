CREATE TABLE `digest_runs` (
	`installation_id` integer NOT NULL,
	`audience` text NOT NULL,
	`place` integer NOT NULL,
	`period` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`effect_key` text NOT NULL,
	`attempts` integer NOT NULL,
	`first_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`installation_id`, `audience`, `place`, `period`)
);
--> statement-breakpoint
INSERT INTO `digest_runs` (`installation_id`, `audience`, `place`, `period`, `starts_at`, `ends_at`, `outcome`, `reason`, `title`, `body`, `effect_key`, `attempts`, `first_at`, `created_at`) SELECT `installation_id`, 'community', 0, `period`, `starts_at`, `ends_at`, 'made', null, `title`, `body`, `effect_key`, 1, `created_at`, `created_at` FROM `digests`;
--> statement-breakpoint
DROP TABLE `digests`;--> statement-breakpoint
ALTER TABLE `request_ranks` ADD `status` text;