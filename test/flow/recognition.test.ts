// What people can carry away, end to end: a page, pictures, a card, a shield, and a signed credential that a verifier which is
// none of ours accepts, and refuses when it was changed, revoked, or signed by somebody else.

import { decodeList } from "@digitalbazaar/vc-bitstring-status-list";
import { decodeJWT, verifyJWT } from "did-jwt";
import { Resolver } from "did-resolver";
import { generateKeyPair, SignJWT } from "jose";
import nock from "nock";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { getResolver } from "web-did-resolver";
import { HOUR, MINUTE } from "../../src/core/clock.ts";
import type { Happening } from "../local-github/community.ts";
import { at } from "../local-github/fixture.ts";
import { hour, startStoa, type TestStoa } from "../support/stoa.ts";

const PUBLIC_URL = "https://stoa.example.org";
const DID = "did:web:stoa.example.org";
const environment = { publicUrl: PUBLIC_URL };

/** bob's merged fix, which ada reviewed and merged. */
const fix = [
  at(1, "bob", { do: "open-pull", number: 1, title: "fix: fuel", body: "Mends it.", files: [] }),
  at(1.1, "ada", { do: "review", number: 1, state: "APPROVED", body: "I have read it, and it holds." }),
  at(1.2, "ada", { do: "merge", number: 1 }),
];
const ask = (hours: number, body: string, by = "bob") => at(hours, by, { do: "comment", number: 1, body });
const revert = [
  at(9, "ada", {
    do: "open-pull",
    number: 2,
    title: 'Revert "fix: fuel"',
    body: "Reverts acme/rocket#1",
    files: [],
  }),
  at(9.1, "ada", { do: "merge", number: 2 }),
];

let world: TestStoa;

/** Lets it happen, and lets so much time pass that what follows has been written on GitHub. */
async function live(...happenings: readonly Happening[]): Promise<void> {
  await world.perform(...happenings);
  await world.pass(5 * MINUTE);
}

function get(path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${world.stoa.port}${path}`);
}

async function credentialUrl(): Promise<string> {
  const [comment] = world.comments(1);
  const [, url] = /\[Open Badges 3\.0\]\((https:[^)]+)\)/.exec(comment?.body ?? "") ?? [];
  if (url === undefined) throw new Error(`No credential was given: ${comment?.body}`);
  return url;
}

const fetchPublic = async (url: string) => (await get(new URL(url).pathname)).text();

beforeAll(() => {
  // The verifier looks where did:web says, and finds this Stoa there.
  nock.enableNetConnect("127.0.0.1");
  nock(PUBLIC_URL)
    .persist()
    .get("/.well-known/did.json")
    .reply(200, async () => (await get("/.well-known/did.json")).json());
});
afterAll(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});
afterEach(() => world.stop());

/** A verifier that is none of ours: did-jwt with web-did-resolver. */
function verify(jwt: string) {
  const resolver = new Resolver(getResolver());
  return verifyJWT(jwt, { resolver, policies: { now: Math.floor(world.clock.now() / 1000) } });
}

async function isRevoked(jwt: string): Promise<boolean> {
  const { credentialStatus } = decodeJWT(jwt).payload as never as {
    credentialStatus: { statusListCredential: string; statusListIndex: string };
  };
  const listJwt = await fetchPublic(credentialStatus.statusListCredential);
  const { payload } = await verify(listJwt);
  const list = await decodeList({ encodedList: payload["credentialSubject"].encodedList });
  return list.getStatus(Number(credentialStatus.statusListIndex));
}

describe("a credential", () => {
  test("is accepted by an independent verifier, and has what Open Badges 3.0 requires", async () => {
    world = await startStoa({ environment });
    await live(...fix, ask(2, "/stoa badges credential bug-fixer"));
    const url = await credentialUrl();
    const response = await get(new URL(url).pathname);
    expect(response.headers.get("content-type")).toBe("application/vc+jwt");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const jwt = await response.text();
    const { payload, issuer, verified } = await verify(jwt);
    expect({ verified, issuer }).toEqual({ verified: true, issuer: DID });
    expect(decodeJWT(jwt).header).toEqual({
      alg: "EdDSA",
      kid: expect.stringMatching(/^did:web:stoa\.example\.org#[\w-]{43}$/) as string,
      typ: "JWT",
    });
    const openedAt = hour(2);
    // 1EdTech's data model: every property of cardinality 1 in the classes used, and the claims of section 8.2.4.
    expect(payload).toMatchObject({
      "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
      ],
      id: url,
      jti: url,
      iss: DID,
      nbf: Math.floor(openedAt / 1000),
      validFrom: new Date(openedAt).toISOString(),
      type: ["VerifiableCredential", "OpenBadgeCredential"],
      name: "Bug Fixer · bronze",
      issuer: { id: DID, type: ["Profile"] },
      credentialSubject: {
        id: payload.sub,
        type: ["AchievementSubject"],
        identifier: [
          { type: "IdentityObject", hashed: false, identityHash: "bob", identityType: "userName" },
        ],
        achievement: {
          id: `${PUBLIC_URL}/community/acme/badges/bug-fixer.bronze`,
          type: ["Achievement"],
          name: "Bug Fixer · bronze",
          description: expect.any(String) as string,
          criteria: { narrative: expect.stringContaining("1 merged bug fix") as string },
          image: { id: `${PUBLIC_URL}/community/acme/badges/bug-fixer.bronze.svg`, type: "Image" },
        },
      },
      evidence: [{ type: ["Evidence"], narrative: "its title says fix" }],
      credentialStatus: {
        type: "BitstringStatusListEntry",
        statusPurpose: "revocation",
        statusListIndex: "0",
      },
    });
    expect(payload["evidence"][0].id).toMatch(/\/acme\/rocket\/pull\/1$/);
    expect(await isRevoked(jwt)).toBe(false);
    await live(ask(3, "/stoa badges credential Bug-Fixer"));
    expect(await credentialUrl()).toBe(url);
    expect(await fetchPublic(url)).toBe(jwt);
  });

  test("that was changed, or signed by somebody else, is refused", async () => {
    world = await startStoa({ environment });
    await live(...fix, ask(2, "/stoa badges credential bug-fixer"));
    const jwt = await fetchPublic(await credentialUrl());
    const [header = "", payload = "", signature = ""] = jwt.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    const golden = Buffer.from(JSON.stringify({ ...claims, name: "Bug Fixer · gold" })).toString("base64url");
    await expect(verify(`${header}.${golden}.${signature}`)).rejects.toThrow(
      /invalid_signature|Signature invalid/,
    );
    const { privateKey } = await generateKeyPair("EdDSA");
    const { kid } = decodeJWT(jwt).header as { kid?: string };
    const forged = (iss: string, keyId: string) =>
      new SignJWT({ ...claims, iss })
        .setProtectedHeader({ alg: "EdDSA", kid: keyId, typ: "JWT" })
        .sign(privateKey);
    await expect(verify(await forged(DID, kid ?? ""))).rejects.toThrow(/invalid_signature|Signature invalid/);
    await expect(verify(await forged("did:web:evil.example", "did:web:evil.example#a"))).rejects.toThrow(
      /evil\.example/,
    );
  });

  test("is revoked when its evidence goes, and stands again when that comes back", async () => {
    world = await startStoa({ environment });
    await live(...fix, ask(2, "/stoa badges credential bug-fixer"));
    const jwt = await fetchPublic(await credentialUrl());
    expect(await isRevoked(jwt)).toBe(false);
    await live(...revert);
    await world.pass(MINUTE);
    expect(await isRevoked(jwt)).toBe(true);
    await live(ask(10, "/stoa badges credential bug-fixer"), ask(10.1, "/stoa badges"));
    expect(world.comments(1)[0]?.body).toContain("Counted no longer: [#1]");
    expect(world.comments(1)[0]?.body).toMatch(/\(reverted by .{0,3}2\)/);
    await live(
      at(11, "ada", {
        do: "open-pull",
        number: 3,
        title: 'Revert "Revert "fix: fuel""',
        body: "Reverts acme/rocket#2",
        files: [],
      }),
      at(11.1, "ada", { do: "merge", number: 3 }),
    );
    await world.pass(MINUTE);
    expect(await isRevoked(jwt)).toBe(false);
  });

  test("of whoever was forgotten is gone and revoked; of whoever hides, it is only not shown", async () => {
    world = await startStoa({ environment });
    await live(...fix, ask(2, "/stoa badges credential bug-fixer"));
    const url = await credentialUrl();
    const jwt = await fetchPublic(url);
    await live(ask(3, "/stoa badges off"));
    expect((await get(new URL(url).pathname)).status).toBe(404);
    expect((await get("/community/acme/people/bob")).status).toBe(404);
    await world.pass(MINUTE);
    expect(await isRevoked(jwt)).toBe(false);
    await live(ask(4, "/stoa badges on"));
    expect((await get("/community/acme/people/bob")).status).toBe(200);
    await live(ask(5, "/stoa forget me"));
    for (const path of ["", "/card.svg", "/shield.json"]) {
      expect((await get(`/community/acme/people/bob${path}`)).status).toBe(404);
    }
    expect((await get(new URL(url).pathname)).status).toBe(404);
    expect(await (await get("/community/acme")).text()).not.toContain("bob");
    await world.pass(MINUTE);
    expect(await isRevoked(jwt)).toBe(true);
  });

  test("outlives a restart and a new webhook secret, because the issuer keeps its public keys", async () => {
    world = await startStoa({ environment });
    await live(...fix, ask(2, "/stoa badges credential bug-fixer"));
    const jwt = await fetchPublic(await credentialUrl());
    await world.restart();
    expect((await verify(jwt)).verified).toBe(true);
    const { keys } = await import("../support/issuer.ts");
    const [before] = await keys(world, "the secret of the flow tests");
    const after = await keys(world, "another secret altogether");
    expect(after).toHaveLength(2);
    expect(after[1]).toEqual(before);
    expect((await verify(jwt)).verified).toBe(true);
    const { issuerKeys } = world.database.reader.tables;
    const rows = await world.database.reader.db.select().from(issuerKeys);
    expect(JSON.stringify(rows)).not.toContain('\\"d\\"');
  });

  test.each([
    [{ publicUrl: undefined }, "/stoa badges credential bug-fixer", "no public HTTPS address"],
    [
      { publicUrl: "http://stoa.example.org" },
      "/stoa badges credential bug-fixer",
      "no public HTTPS address",
    ],
    [environment, "/stoa badges credential reviewer", "You do not hold **Reviewer**"],
    [environment, "/stoa badges credential bug-fixr", "Did you mean `/stoa badges credential bug-fixer`?"],
    [environment, "/stoa badges credential", "Say which badge"],
  ])("with %j, %s answers: %s", async (settings, command, answer) => {
    world = await startStoa({ environment: settings });
    await live(...fix, ask(2, command));
    expect(world.comments(1)[0]?.body).toContain(answer);
    expect((await get("/credentials/00000000-0000-4000-8000-000000000000")).status).toBe(404);
  });
});

describe("the pages", () => {
  test("show what is public, escaped, with its evidence, and nothing of strangers", async () => {
    world = await startStoa({ environment });
    await live(...fix);
    const page = await (await get("/community/ACME/people/BOB")).text();
    expect(page).toContain("Bug Fixer · bronze");
    expect(page).toContain("merged, reviewed");
    expect(page).toMatch(/href="http:[^"]+\/acme\/rocket\/pull\/1"/);
    expect(page).not.toMatch(/<script|javascript:/i);
    const boards = await (await get("/community/acme")).text();
    expect(boards).toContain('<a href="/community/acme/people/bob">bob</a>');
    for (const path of [
      "/community/nobody",
      "/community/acme/people/nobody",
      "/community/acme/people/%3Cb%3E",
    ]) {
      expect((await get(path)).status).toBe(404);
    }
    const shield = await get("/community/acme/people/bob/shield.json");
    expect(await shield.json()).toMatchObject({
      schemaVersion: 1,
      label: "acme",
      message: "Bug Fixer · bronze",
    });
    const card = await get("/community/acme/people/bob/card.svg?theme=dark");
    expect(card.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    expect(card.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(card.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await card.text()).toContain("bob, level 1 in acme: Bug Fixer · bronze, First Contribution");
  });

  test.each([
    ["bug-fixer.silver.svg", 200],
    ["graduate.svg", 200],
    ["bug-fixer.svg", 404],
    ["graduate.gold.svg", 404],
    ["bug-fixer.gold.x.svg", 404],
    ["..%2Fx.svg", 404],
  ])("have the picture %s: %i", async (file, status) => {
    world = await startStoa({ environment });
    expect((await get(`/community/acme/badges/${file}`)).status).toBe(status);
  });

  test("say nothing of a private repository", async () => {
    world = await startStoa({ environment });
    const inSecret = [...fix, ask(2, "/stoa badges credential bug-fixer")];
    await live(...inSecret.map((happening): Happening => ({ ...happening, repository: "acme/secret" })));
    expect((await get("/community/acme/people/bob")).status).toBe(404);
    expect(world.comments(1, "acme/secret")[0]?.body).toContain("You do not hold");
    await world.pass(HOUR);
    expect(await (await get("/community/acme")).text()).not.toContain("bob");
  });
});
