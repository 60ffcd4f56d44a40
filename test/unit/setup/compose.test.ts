import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readSettings } from "../../../src/config/environment.ts";

const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8");
const { services, volumes } = parse(read("docker-compose.yml")) as {
  readonly services: Readonly<Record<"postgres" | "stoa", Record<string, unknown>>>;
  readonly volumes: object;
};
const example = Object.fromEntries(
  [...read(".env.example").matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
);

describe("docker-compose.yml", () => {
  test("starts Stoa once Postgres is healthy, on volumes that are declared", () => {
    expect(services.postgres).toHaveProperty("healthcheck.test");
    expect(services.stoa["depends_on"]).toEqual({ postgres: { condition: "service_healthy" } });
    const mounted = Object.values(services).flatMap(({ volumes }) => volumes as string[]);
    expect(new Set(mounted.map((one) => one.split(":")[0]))).toEqual(new Set(Object.keys(volumes)));
  });

  test("lets Stoa be scaled: no fixed name, no single port, credentials on the shared volume", () => {
    expect(services.stoa).not.toHaveProperty("container_name");
    expect(services.stoa["ports"]).toEqual(["127.0.0.1:${STOA_PORTS:-3000}:3000"]);
    expect(services.stoa).toHaveProperty("environment.CREDENTIALS_PATH", "/data/credentials.json");
    expect(services.stoa["volumes"]).toEqual(["stoa:/data"]);
  });

  test("demands no variable that .env.example does not name", () => {
    const used = [...read("docker-compose.yml").matchAll(/\$\{([A-Z_]+)(:-)?/g)];
    const demanded = used.filter(([, , fallback]) => fallback === undefined).map(([, name = ""]) => name);
    expect(demanded).toContain("POSTGRES_PASSWORD");
    expect(demanded.filter((name) => !(name in example))).toEqual([]);
  });
});

test(".env.example as it is leads to the set-up page", () => {
  const known = read("docs/configuration.md");
  const names = Object.keys(example).filter((name) => name !== "POSTGRES_PASSWORD");
  expect(names.filter((name) => !known.includes(`| \`${name}\``))).toEqual([]);
  expect(readSettings(example)).toMatchObject({ publicUrl: "https://stoa.example.org", isDryRun: false });
});
