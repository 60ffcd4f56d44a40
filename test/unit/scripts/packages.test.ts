import { describe, expect, test } from "vitest";
import { packageProblems, type LockedPackage, type Manifest } from "../../../scripts/packages.ts";

const INTEGRITY = `sha512-${"a".repeat(86)}==`;
const good: LockedPackage = { version: "1.0.0", integrity: INTEGRITY };

function problemsOf(
  entry: LockedPackage,
  {
    manifest = {},
    licence = "MIT",
    path = "node_modules/left-pad",
  }: { manifest?: Manifest; licence?: unknown; path?: string } = {},
): string[] {
  const lock = { lockfileVersion: 3, packages: { "": {}, [path]: entry } };
  return packageProblems(manifest, lock, () => licence);
}

describe("what may be installed", () => {
  test("has an exact version, a hash, no script and a licence that asks for a notice", () => {
    expect(problemsOf(good, { manifest: { dependencies: { "left-pad": "1.0.0" } } })).toEqual([]);
  });

  test.each(["^1.0.0", "~1.0.0", "1.x", "*", "latest", "git+ssh://git@host/x.git", "file:../x"])(
    "is not asked for as %s",
    (version) => {
      expect(problemsOf(good, { manifest: { devDependencies: { "left-pad": version } } })).toHaveLength(1);
    },
  );

  test.each(["http://host/left-pad.tgz", "git+ssh://git@host/left-pad.git#1", "https://host/left-pad.tgz"])(
    "names no source such as %s",
    (resolved) => expect(problemsOf({ ...good, resolved })).toHaveLength(1),
  );

  test("has a hash, but for the binaries of two tools on other platforms", () => {
    const bare: LockedPackage = { version: "1.0.0", optional: true };
    expect(problemsOf(bare)[0]).toContain("left-pad has no integrity");
    expect(problemsOf(bare, { path: "node_modules/@oxlint/binding-darwin-arm64" })).toEqual([]);
    const required: LockedPackage = { version: "1.0.0" };
    expect(problemsOf(required, { path: "node_modules/@oxlint/binding-darwin-arm64" })).toHaveLength(1);
    expect(problemsOf({ ...good, integrity: "sha1-abc" })).toHaveLength(1);
  });

  test("runs no script that nobody read", () => {
    expect(problemsOf({ ...good, hasInstallScript: true })[0]).toContain("allowScripts");
    const manifest = { allowScripts: { "left-pad": true } };
    expect(problemsOf({ ...good, hasInstallScript: true }, { manifest })).toEqual([]);
    const nested = "node_modules/a/node_modules/left-pad";
    expect(problemsOf({ ...good, hasInstallScript: true }, { manifest, path: nested })).toEqual([]);
  });

  test.each(["MIT", "(MIT OR GPL-3.0)", "MIT AND ISC", "Apache-2.0"])("is under %s", (licence) => {
    expect(problemsOf(good, { licence })).toEqual([]);
  });

  test.each([
    "GPL-3.0",
    "AGPL-3.0-only",
    "MIT AND GPL-3.0",
    "SSPL-1.0",
    "UNLICENSED",
    "SEE LICENSE IN x",
    "",
    null,
  ])("is not under %j, and the way out is told", (licence) =>
    expect(problemsOf(good, { licence })[0]).toContain("scripts/packages.ts"),
  );

  test("for development alone may be under any licence", () => {
    expect(problemsOf({ ...good, dev: true }, { licence: "GPL-3.0" })).toEqual([]);
  });
});
