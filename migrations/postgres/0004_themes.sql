CREATE TABLE "theme_models" (
	"installation_id" bigint PRIMARY KEY NOT NULL,
	"data" text NOT NULL,
	"cold_size" bigint NOT NULL,
	"refitted_at" bigint NOT NULL
);
