import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findMarkers, hasMarker, marker } from "../../../src/text/markers.ts";

describe("markers", () => {
  test("are found by kind and key", () => {
    const body = `${marker("comment", "1001#1")}\nHello\n${marker("digest", "2026-11-02")}`;
    expect(body).toContain("<!-- stoa:comment:1001#1 -->");
    expect(hasMarker(body, "comment", "1001#1")).toBe(true);
    expect(hasMarker(body, "comment", "1001#12")).toBe(false);
    expect(findMarkers(body)).toEqual([
      { kind: "comment", key: "1001#1" },
      { kind: "digest", key: "2026-11-02" },
    ]);
  });

  test("keep the keys that are made of ids", () => {
    for (const key of ["o/r#1", "D_kwDOAB+c=", "2026-11-02:a.b"]) {
      expect(findMarkers(marker("comment", key))).toEqual([{ kind: "comment", key }]);
    }
  });

  test("cannot be broken out of", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("-->", "--!>", "a -->\n@ada", "---->"),
    );
    fc.assert(
      fc.property(anything, anything, (kind, key) => {
        const made = marker(kind, key);
        expect(made).toMatch(/^<!-- stoa:[a-z0-9.-]*:[A-Za-z0-9._:/#=+-]* -->$/);
        expect(made.slice(4, -4)).not.toMatch(/--|>/);
      }),
    );
  });

  test("finds nothing in what only looks alike", () => {
    expect(findMarkers("<!-- stoa:comment: --> <!--stoa:a:b--> <!-- stoa:A:b --> stoa:a:b")).toEqual([]);
  });
});
