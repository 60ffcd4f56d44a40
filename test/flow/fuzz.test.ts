// Hundreds of payloads that GitHub would never send, through the real server and worker; `npm run fuzz` sends thousands, of
// real communities too.

import { describe, expect, test } from "vitest";
import { makeFreshPostgres } from "../support/databases.ts";
import { runFuzz } from "../fuzz/run.ts";

const postgresUrl = process.env["TEST_DATABASE_URL"];

describe("a Stoa that is sent mutated payloads", () => {
  test("answers each with 2xx or 4xx, lives, loses none, retries none and does not grow", async () => {
    const { violations, states, answers, memory } = await runFuzz({ seed: 3, count: 1_500 });
    expect(violations).toEqual([]);
    // It was no idle run: much was refused, much was parked, and much was taken for good.
    expect(answers[202]).toBeGreaterThan(1_200);
    expect(answers[401]).toBeGreaterThan(5);
    expect(states["parked"]).toBeGreaterThan(300);
    expect(states["done"]).toBeGreaterThan(300);
    expect(memory).toHaveLength(10);
  });

  test.skipIf(postgresUrl === undefined)("does so on Postgres too", async () => {
    const fresh = await makeFreshPostgres(postgresUrl ?? "");
    try {
      const { violations, states } = await runFuzz({ seed: 4, count: 400, databaseUrl: fresh.url });
      expect(violations).toEqual([]);
      expect(states["done"]).toBeGreaterThan(80);
    } finally {
      await fresh.drop();
    }
  });
});
