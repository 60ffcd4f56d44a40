import { Readable, Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { score, scoreLine } from "../../../src/cli/score.ts";

describe("stoa score", () => {
  test("answers each line with a line, and keeps other fields", async () => {
    const lines: string[] = [];
    const output = new Writable({
      write(chunk: Buffer, _, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    await score(Readable.from(['Thanks, works great!\n\n{"id":7,"text":"This is ', 'terrible"}\n']), output);
    const answers = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers).toMatchObject([{ polarity: "positive" }, { id: 7, polarity: "negative" }]);
    expect(Object.keys(answers[1] ?? {})).toEqual(["id", "polarity", "score", "confidence", "heat"]);
  });

  test.each([
    ["`code`", "no prose"],
    ["Danke, das ist super!", "not English"],
  ])("says why %j is not read", (line, reason) => {
    expect(JSON.parse(scoreLine(line))).toEqual({ polarity: null, reason });
  });

  test("says that an object has no text, and takes what is no JSON for a text", () => {
    expect(JSON.parse(scoreLine('{"id":1}'))).toEqual({ id: 1, polarity: null, reason: "no text" });
    expect(JSON.parse(scoreLine("{ is a brace"))).toHaveProperty("confidence");
  });
});
