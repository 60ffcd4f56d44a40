import { readFileSync } from "node:fs";

/** What `npm start` tells node, for the processes of a bench that stand for it. */
export function startOptions(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  return [...(scripts["start"] ?? "").matchAll(/ (--\S+)(?=.* dist\/main\.js$)/g)].map(
    ([, option = ""]) => option,
  );
}
