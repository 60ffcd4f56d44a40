import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  appFileSchema,
  hookUrlAt,
  isLoopback,
  manifestFor,
  registrationUrl,
  webRootOf,
} from "../../../src/setup/manifest.ts";
import { manifestProblem } from "../../local-github/manifest-check.ts";

const file = new URL("../../../app.yml", import.meta.url);
const app = appFileSchema.parse(parse(readFileSync(file, "utf8")));
const publicUrl = "https://stoa.example.org";
const place = { publicUrl, hookUrl: hookUrlAt(publicUrl), organization: "acme" };

describe("the manifest", () => {
  test("is app.yml with this Stoa's addresses", () => {
    expect(manifestFor(app, place)).toEqual({
      ...app,
      name: "Stoa acme",
      public: false,
      url: "https://stoa.example.org/about",
      hook_attributes: { url: "https://stoa.example.org/api/github/webhooks", active: true },
      redirect_url: "https://stoa.example.org/setup/callback",
      setup_url: "https://stoa.example.org/setup/installed",
    });
    expect(app.default_permissions).toMatchObject({ issues: "write", metadata: "read" });
    expect(app.default_events).toContain("discussion");
  });

  test("takes another address for the deliveries, such as a channel at smee.io", () => {
    const manifest = manifestFor(app, { ...place, hookUrl: "https://smee.io/abc" });
    expect(manifest.hook_attributes.url).toBe("https://smee.io/abc");
    expect(manifest.redirect_url).toContain(publicUrl);
  });

  test("is one that GitHub accepts", () => {
    expect(manifestProblem(manifestFor(app, place))).toBeUndefined();
  });

  test.each([
    { organization: undefined, name: "Stoa" },
    { organization: "acme", name: "Stoa acme" },
    { organization: "a".repeat(39), name: `Stoa ${"a".repeat(29)}` },
  ])("is named $name, in at most 34 characters", ({ organization, name }) => {
    expect(manifestFor(app, { ...place, organization }).name).toBe(name);
    expect(name.length).toBeLessThanOrEqual(34);
  });
});

test.each([
  ["https://api.github.com", "https://github.com"],
  ["https://ghe.example.com/api/v3", "https://ghe.example.com"],
  ["https://ghe.example.com:8443/api/v3/", "https://ghe.example.com:8443"],
  ["https://api.octocorp.ghe.com", "https://octocorp.ghe.com"],
  ["https://api.example.com/api/v3", "https://api.example.com"],
  ["http://127.0.0.1:4000", "http://127.0.0.1:4000"],
])("the pages of the API at %s are at %s", (apiUrl, root) => {
  expect(webRootOf(apiUrl)).toBe(root);
});

test.each([
  ["acme", "https://github.com/organizations/acme/settings/apps/new?state=a%26b"],
  [undefined, "https://github.com/settings/apps/new?state=a%26b"],
])("an App of %s is registered at %s", (organization, url) => {
  expect(registrationUrl("https://github.com", { organization, state: "a&b" })).toBe(url);
});

test.each([
  ["http://localhost:3000", true],
  ["http://stoa.localhost", true],
  ["http://127.0.0.1", true],
  ["http://127.9.9.9:1", true],
  ["http://[::1]:3000", true],
  ["http://0.0.0.0:3000", true],
  ["https://localhost.example.org", false],
  ["https://stoa.example.org", false],
  ["https://smee.io/abc", false],
])("%s: only this machine reaches it: %s", (url, expected) => {
  expect(isLoopback(url)).toBe(expected);
});
