CREATE TABLE "champions" (
	"installation_id" bigint NOT NULL,
	"quarter" text NOT NULL,
	"person_id" bigint NOT NULL,
	"confirmed_at" bigint NOT NULL,
	"announced_in" text,
	CONSTRAINT "champions_installation_id_quarter_person_id_pk" PRIMARY KEY("installation_id","quarter","person_id")
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"status_index" bigint NOT NULL,
	"installation_id" bigint NOT NULL,
	"person_id" bigint,
	"badge" text NOT NULL,
	"tier" text NOT NULL,
	"issued_at" bigint NOT NULL,
	"jwt" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "issuer_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"public_jwk" text NOT NULL,
	"sealed" text NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "spotlights" (
	"installation_id" bigint NOT NULL,
	"month" text NOT NULL,
	"person_id" bigint NOT NULL,
	"proposed_at" bigint NOT NULL,
	"consented_at" bigint,
	"published_at" bigint,
	"announced_in" text,
	CONSTRAINT "spotlights_installation_id_month_person_id_pk" PRIMARY KEY("installation_id","month","person_id")
);
--> statement-breakpoint
ALTER TABLE "badge_evidence" DROP CONSTRAINT "badge_evidence_subject_id_badge_pk";--> statement-breakpoint
ALTER TABLE "badge_evidence" ADD CONSTRAINT "badge_evidence_subject_id_badge_person_id_thread_id_pk" PRIMARY KEY("subject_id","badge","person_id","thread_id");--> statement-breakpoint
ALTER TABLE "badge_evidence" ADD COLUMN "counterpart_id" bigint;--> statement-breakpoint
ALTER TABLE "badge_evidence" ADD COLUMN "is_co_author" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "badge_evidence" ADD COLUMN "revoked_reason" text;--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_by_status_index" ON "credentials" USING btree ("status_index");--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_by_person" ON "credentials" USING btree ("installation_id","person_id","badge","tier");--> statement-breakpoint
CREATE INDEX "badge_evidence_by_thread" ON "badge_evidence" USING btree ("thread_id","badge");