CREATE TABLE `champions` (
	`installation_id` integer NOT NULL,
	`quarter` text NOT NULL,
	`person_id` integer NOT NULL,
	`confirmed_at` integer NOT NULL,
	`announced_in` text,
	PRIMARY KEY(`installation_id`, `quarter`, `person_id`)
);
--> statement-breakpoint
CREATE TABLE `credentials` (
	`id` text PRIMARY KEY NOT NULL,
	`status_index` integer NOT NULL,
	`installation_id` integer NOT NULL,
	`person_id` integer,
	`badge` text NOT NULL,
	`tier` text NOT NULL,
	`issued_at` integer NOT NULL,
	`jwt` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `credentials_by_status_index` ON `credentials` (`status_index`);--> statement-breakpoint
CREATE UNIQUE INDEX `credentials_by_person` ON `credentials` (`installation_id`,`person_id`,`badge`,`tier`);--> statement-breakpoint
CREATE TABLE `issuer_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`public_jwk` text NOT NULL,
	`sealed` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `spotlights` (
	`installation_id` integer NOT NULL,
	`month` text NOT NULL,
	`person_id` integer NOT NULL,
	`proposed_at` integer NOT NULL,
	`consented_at` integer,
	`published_at` integer,
	`announced_in` text,
	PRIMARY KEY(`installation_id`, `month`, `person_id`)
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_badge_evidence` (
	`subject_id` text NOT NULL,
	`badge` text NOT NULL,
	`installation_id` integer NOT NULL,
	`repository_id` integer NOT NULL,
	`thread_id` text NOT NULL,
	`person_id` integer NOT NULL,
	`counterpart_id` integer,
	`is_co_author` integer DEFAULT false NOT NULL,
	`earned_at` integer NOT NULL,
	`url` text NOT NULL,
	`reason` text NOT NULL,
	`revoked_reason` text,
	PRIMARY KEY(`subject_id`, `badge`, `person_id`, `thread_id`)
);
--> statement-breakpoint
INSERT INTO `__new_badge_evidence`("subject_id", "badge", "installation_id", "repository_id", "thread_id", "person_id", "earned_at", "url", "reason") SELECT "subject_id", "badge", "installation_id", "repository_id", "thread_id", "person_id", "earned_at", "url", "reason" FROM `badge_evidence`;--> statement-breakpoint
DROP TABLE `badge_evidence`;--> statement-breakpoint
ALTER TABLE `__new_badge_evidence` RENAME TO `badge_evidence`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `badge_evidence_by_thread` ON `badge_evidence` (`thread_id`,`badge`);--> statement-breakpoint
CREATE INDEX `badge_evidence_by_person` ON `badge_evidence` (`installation_id`,`person_id`,`badge`,`earned_at`);--> statement-breakpoint
CREATE INDEX `badge_evidence_by_earned` ON `badge_evidence` (`installation_id`,`earned_at`);