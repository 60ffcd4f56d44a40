import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./src/db/tables/postgres.ts",
  out: "./migrations/postgres",
  casing: "snake_case",
});
