CREATE TABLE `theme_models` (
	`installation_id` integer PRIMARY KEY NOT NULL,
	`data` text NOT NULL,
	`cold_size` integer NOT NULL,
	`refitted_at` integer NOT NULL
);
