// The image holds what Stoa needs when it runs, and nothing of this is only in the Dockerfile's author's head.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8");
const ignored = readFileSync(join(ROOT, ".dockerignore"), "utf8").split("\n");
const stages = dockerfile.split(/^FROM /m).slice(1);
const last = stages.at(-1) ?? "";

describe("the image", () => {
  test("copies only what the build context has", () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = ""]) =>
      paths.split(" "),
    );
    expect(copied).toContain("migrations");
    expect(copied.filter((path) => !existsSync(join(ROOT, path)) || ignored.includes(path))).toEqual([]);
  });

  test("holds the migrations beside dist/, where the code looks for them", () => {
    expect(readFileSync(join(ROOT, "src/db/migrate.ts"), "utf8")).toContain("../../migrations/");
    expect(last).toMatch(/^COPY --from=build \/app\/dist \.\/dist$/m);
    expect(last).toMatch(/^COPY migrations \.\/migrations$/m);
  });

  test("holds app.yml beside dist/, and keeps credentials on the volume, for the set-up page", () => {
    expect(readFileSync(join(ROOT, "src/setup/set-up.ts"), "utf8")).toContain("../../app.yml");
    expect(last).toMatch(/^COPY app\.yml \.\/$/m);
    expect(last).toContain("CREDENTIALS_PATH=/data/credentials.json");
  });

  test("installs exactly the lock file, and ships no package of development", () => {
    expect(dockerfile).toMatch(/^RUN npm ci$/m);
    expect(dockerfile).toMatch(/^RUN npm prune --omit=dev$/m);
    expect(last).toMatch(/^COPY --from=dependencies \/app\/node_modules /m);
  });

  test("listens to the outside, as nobody in particular, on a port that is checked", () => {
    expect(last).toContain("HOST=0.0.0.0");
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK [^]*\/healthz/m);
  });

  test("keeps the database on a volume that its user may write to", () => {
    expect(last).toContain("DATABASE_URL=/data/stoa.db");
    expect(last).toMatch(/chown node:node \/data[^]*^VOLUME \/data$[^]*^USER node$/m);
  });

  test("starts node itself, so that signals reach it, with the options of npm start", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const command = /node (?:--\S+ )*dist\/main\.js$/.exec(scripts["start"] ?? "")?.[0].split(" ");
    expect(command).toEqual(expect.arrayContaining(["--max-semi-space-size=8", "--heap-growing-percent=50"]));
    expect(last).toContain(`\nCMD [${command?.map((word) => `"${word}"`).join(", ")}]\n`);
  });

  test("keeps keys and databases of the checkout out", () => {
    expect(ignored).toEqual(expect.arrayContaining(["*.pem", ".env", ".stoa", "node_modules"]));
  });
});
