DROP INDEX `badge_evidence_by_person`;--> statement-breakpoint
CREATE INDEX `badge_evidence_by_person` ON `badge_evidence` (`installation_id`,`person_id`,`badge`,`earned_at`,`repository_id`,`revoked_reason`,`thread_id`);--> statement-breakpoint
DROP INDEX `sentiment_scores_by_repository_week`;--> statement-breakpoint
CREATE INDEX `sentiment_scores_by_thread` ON `sentiment_scores` (`thread_id`,`person_id`,`score`);--> statement-breakpoint
CREATE INDEX `sentiment_scores_by_repository_week` ON `sentiment_scores` (`repository_id`,`week`,`at`,`person_id`,`polarity`);