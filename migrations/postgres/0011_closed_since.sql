DROP INDEX "threads_by_repository_state";--> statement-breakpoint
CREATE INDEX "threads_by_repository_state" ON "threads" USING btree ("repository_id","state","closed_at");