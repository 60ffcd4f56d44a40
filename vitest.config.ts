import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // PGlite and Postgres take seconds to open on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
