import { expect, test } from "vitest";
import { findInBackground, findNow, type RefitInput } from "../../../../src/features/themes/refit.ts";

const WORDS = ["memory heap limit", "java agent attach", "helm chart values", "windows service start"];

function input(count: number): RefitInput {
  return {
    installationId: 11,
    before: 1_000,
    ignored: [],
    themeByThread: new Map(),
    coldSize: 0,
    modelAt: null,
    threads: Array.from({ length: count }, (_, index) => ({
      id: `1#${index}`,
      personId: index % 7,
      createdAt: index,
      title: `${WORDS[index % WORDS.length]} ${index % 5}`,
      body: "",
    })),
  };
}

test("a worker thread finds what this thread would find", async () => {
  const found = await findInBackground(input(400));
  expect(found).toEqual(findNow(input(400)));
  expect(found.themes.length).toBeGreaterThanOrEqual(WORDS.length);
});

test("a worker that fails says so", async () => {
  const broken = { ...input(400), themeByThread: null } as unknown as RefitInput;
  await expect(findInBackground(broken)).rejects.toThrow(TypeError);
});
