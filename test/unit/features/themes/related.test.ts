import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { relatedIndex } from "../../../../src/features/themes/related.ts";

function indexOf(...titles: readonly string[]) {
  const index = relatedIndex();
  for (const [number, title] of titles.entries()) index.add(String(number), { title, body: "" });
  return index;
}

const ids = (hits: readonly { readonly id: string }[]) => hits.map(({ id }) => id);

describe("related threads", () => {
  test("are those that share rare words, the nearest first", () => {
    const index = indexOf("Agent loses spans after restart", "Spans are large", "Helm chart values");
    const hits = index.find({ title: "Spans lost after a restart of the agent", body: "" }, 3);
    expect(ids(hits)).toEqual(["0", "1"]);
  });

  test("count code and logs of the body", () => {
    const index = relatedIndex();
    index.add("a", { title: "It fails", body: "```\njava.lang.OutOfMemoryError\n```" });
    index.add("b", { title: "It fails", body: "no idea why" });
    expect(ids(index.find({ title: "Broken", body: "saw OutOfMemoryError today" }, 1))).toEqual(["a"]);
  });

  test("are told by the original that people named, through chains and never round in circles", () => {
    const index = indexOf("Spans vanish", "Traces leave", "Quiet nights");
    index.mark("0", "1");
    index.mark("1", "2");
    index.mark("2", "0");
    expect(ids(index.find({ title: "Spans vanish", body: "" }, 3))).toEqual(["2"]);
  });

  test("have similarities from above 0 to 1, in falling order, whatever was added", () => {
    const title = fc
      .array(fc.constantFrom("spans", "memory", "helm", "agent"), { maxLength: 5 })
      .map((w) => w.join(" "));
    fc.assert(
      fc.property(fc.array(title, { maxLength: 40 }), title, (titles, asked) => {
        const hits = indexOf(...titles).find({ title: asked, body: "" }, 5);
        const similarities = hits.map(({ similarity }) => similarity);
        for (const similarity of similarities) expect(similarity > 0 && similarity <= 1).toBe(true);
        expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
      }),
    );
  });
});
