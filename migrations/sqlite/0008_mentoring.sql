CREATE TABLE `mentor_asks` (
	`thread_id` text NOT NULL,
	`newcomer_id` integer NOT NULL,
	`installation_id` integer NOT NULL,
	`repository_id` integer NOT NULL,
	`offer` text NOT NULL,
	`area` text NOT NULL,
	`asked_at` integer NOT NULL,
	`work` text NOT NULL,
	PRIMARY KEY(`thread_id`, `newcomer_id`)
);
--> statement-breakpoint
CREATE INDEX `mentor_asks_by_asked` ON `mentor_asks` (`installation_id`,`asked_at`);--> statement-breakpoint
CREATE TABLE `mentors` (
	`installation_id` integer NOT NULL,
	`person_id` integer NOT NULL,
	`capacity` integer,
	`areas` text,
	`paused_until` integer,
	`is_volunteer` integer NOT NULL,
	`said_at` integer NOT NULL,
	PRIMARY KEY(`installation_id`, `person_id`)
);
--> statement-breakpoint
CREATE TABLE `pairing_turns` (
	`thread_id` text NOT NULL,
	`newcomer_id` integer NOT NULL,
	`turn` integer NOT NULL,
	`mentor_login` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer NOT NULL,
	`outcome` text NOT NULL,
	PRIMARY KEY(`thread_id`, `newcomer_id`, `turn`)
);
--> statement-breakpoint
CREATE TABLE `welcomes` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`newcomer_id` integer NOT NULL,
	`installation_id` integer NOT NULL,
	`repository_id` integer NOT NULL,
	`kind` text NOT NULL,
	`opened_at` integer NOT NULL,
	`work` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `welcomes_by_newcomer` ON `welcomes` (`newcomer_id`,`opened_at`);--> statement-breakpoint
ALTER TABLE `pairings` ADD `reason` text;--> statement-breakpoint
ALTER TABLE `pairings` ADD `turn` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `pairings` ADD `accepted_at` integer;--> statement-breakpoint
ALTER TABLE `pairings` ADD `nudged_at` integer;--> statement-breakpoint
ALTER TABLE `pairings` ADD `questioned_at` integer;--> statement-breakpoint
ALTER TABLE `pairings` ADD `done_at` integer;--> statement-breakpoint
ALTER TABLE `pairings` ADD `completed_at` integer;--> statement-breakpoint
ALTER TABLE `threads` ADD `is_assigned` integer;--> statement-breakpoint
CREATE INDEX `remarks_by_author` ON `remarks` (`author_id`,`created_at`);
--> statement-breakpoint
INSERT INTO `mentor_asks` (`thread_id`, `newcomer_id`, `installation_id`, `repository_id`, `offer`, `area`, `asked_at`, `work`)
SELECT `thread_id`, `newcomer_id`, `installation_id`, `repository_id`, 'first-pull', '', `asked_at`, `work` FROM `mentoring_asks`;
--> statement-breakpoint
UPDATE `pairings` SET `completed_at` = (SELECT `merged_at` FROM `threads` WHERE `threads`.`id` = `pairings`.`thread_id`) WHERE `state` = 'ended';
--> statement-breakpoint
DROP TABLE `mentoring_asks`;
