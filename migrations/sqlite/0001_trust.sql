CREATE TABLE `badge_announcements` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`installation_id` integer NOT NULL,
	`repository_id` integer NOT NULL,
	`person_id` integer NOT NULL,
	`merged_at` integer NOT NULL,
	`url` text NOT NULL,
	`badges` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `badge_announcements_by_person` ON `badge_announcements` (`installation_id`,`person_id`,`merged_at`);--> statement-breakpoint
CREATE TABLE `badge_reverts` (
	`reverted_id` text NOT NULL,
	`thread_id` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE INDEX `badge_reverts_by_reverted` ON `badge_reverts` (`reverted_id`);--> statement-breakpoint
CREATE TABLE `command_uses` (
	`activity_key` text PRIMARY KEY NOT NULL,
	`installation_id` integer NOT NULL,
	`person_id` integer NOT NULL,
	`count` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `command_uses_by_person` ON `command_uses` (`installation_id`,`person_id`,`at`);--> statement-breakpoint
CREATE INDEX `command_uses_by_at` ON `command_uses` (`at`);--> statement-breakpoint
CREATE TABLE `delivery_looks` (
	`id` integer PRIMARY KEY NOT NULL,
	`looked_at` integer NOT NULL,
	`known_until` integer NOT NULL,
	`cursor` text,
	`newest_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `history_budgets` (
	`installation_id` integer PRIMARY KEY NOT NULL,
	`earned_at` integer NOT NULL,
	`spent` text DEFAULT '{}' NOT NULL,
	`revision` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `history_reads` (
	`repository_id` integer NOT NULL,
	`scope` text NOT NULL,
	`since` integer,
	`place` text,
	`plan` text,
	`spent` integer DEFAULT 0 NOT NULL,
	`active_at` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`claimed_until` integer NOT NULL,
	`attempts` integer NOT NULL,
	`reason` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`repository_id`, `scope`)
);
--> statement-breakpoint
CREATE TABLE `holds` (
	`scope` text NOT NULL,
	`subject` text NOT NULL,
	`failures` integer NOT NULL,
	`until` integer NOT NULL,
	`reason` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `subject`)
);
--> statement-breakpoint
CREATE TABLE `label_changes` (
	`repository_id` integer NOT NULL,
	`name` text NOT NULL,
	`became_name` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`repository_id`, `name`)
);
--> statement-breakpoint
CREATE TABLE `mentoring_asks` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`newcomer_id` integer NOT NULL,
	`installation_id` integer NOT NULL,
	`repository_id` integer NOT NULL,
	`asked_at` integer NOT NULL,
	`work` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `mentoring_asks_by_asked` ON `mentoring_asks` (`installation_id`,`asked_at`);--> statement-breakpoint
CREATE TABLE `missed_deliveries` (
	`guid` text PRIMARY KEY NOT NULL,
	`attempt_id` text NOT NULL,
	`event` text NOT NULL,
	`repository_id` integer,
	`failed_at` integer NOT NULL,
	`asked` integer NOT NULL,
	`due_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `missed_deliveries_by_due` ON `missed_deliveries` (`due_at`);--> statement-breakpoint
CREATE TABLE `payloads` (
	`seq` integer PRIMARY KEY NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `person_choices` (
	`person_id` integer NOT NULL,
	`choice` text NOT NULL,
	`login_hash` text,
	`chosen_at` integer NOT NULL,
	PRIMARY KEY(`person_id`, `choice`)
);
--> statement-breakpoint
CREATE TABLE `sightings` (
	`marker` text NOT NULL,
	`author_login` text NOT NULL,
	`repository_id` integer NOT NULL,
	`external_id` text NOT NULL,
	`url` text NOT NULL,
	`deleted_at` integer,
	PRIMARY KEY(`marker`, `author_login`)
);
--> statement-breakpoint
CREATE TABLE `thread_reads` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`repository_id` integer NOT NULL,
	`node_id` text NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `writes` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`installation_id` integer NOT NULL,
	`at` integer NOT NULL,
	`priority` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `writes_by_installation` ON `writes` (`installation_id`,`at`);--> statement-breakpoint
ALTER TABLE `config_files` ADD `extended` text;--> statement-breakpoint
ALTER TABLE `config_files` ADD `extends_name` text;--> statement-breakpoint
ALTER TABLE `config_files` ADD `pending_text` text;--> statement-breakpoint
CREATE INDEX `config_files_by_extends` ON `config_files` (`extends_name`);--> statement-breakpoint
ALTER TABLE `effects` ADD `sent_at` integer;--> statement-breakpoint
CREATE INDEX `effects_by_thread` ON `effects` (`thread_id`,`kind`);--> statement-breakpoint
ALTER TABLE `installations` ADD `removed_at` integer;--> statement-breakpoint
ALTER TABLE `releases` ADD `updated_at` integer;--> statement-breakpoint
ALTER TABLE `releases` ADD `removed_at` integer;--> statement-breakpoint
ALTER TABLE `repositories` ADD `removed_at` integer;--> statement-breakpoint
INSERT INTO `payloads` (`seq`, `body`) SELECT `seq`, `payload` FROM `deliveries` WHERE `state` IN ('waiting', 'parked');--> statement-breakpoint
ALTER TABLE `deliveries` DROP COLUMN `payload`;