import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Every core: the default leaves one of them to nobody.
    maxWorkers: "100%",
    // PGlite and Postgres take seconds to open on a busy machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
