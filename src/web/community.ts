// A community's public pages: its leaderboards, a person's badges with their evidence, and what people can carry elsewhere
// (pictures, a card, a shield). All of it is public already; whoever hides their badges or was forgotten is answered 404.
//
//   /community/OWNER                              leaderboards
//   /community/OWNER/people/LOGIN                 a person's page
//   /community/OWNER/people/LOGIN/card.svg        a card for a README
//   /community/OWNER/people/LOGIN/shield.json     for shields.io's endpoint badge
//   /community/OWNER/badges/bug-fixer.silver.svg  a badge's picture
//
// Pictures take ?theme=light or ?theme=dark; without it they follow the reader's setting.

import { Hono, type Context } from "hono";
import type { ConfigLoader } from "../config/load.ts";
import { MINUTE, type Clock } from "../core/clock.ts";
import type { Connection } from "../db/connection.ts";
import { publicScope } from "../db/repositories.ts";
import {
  badgeSvg,
  cardSvg,
  catalogueOf,
  findCommunity,
  readBoards,
  readPublicPerson,
  THEMES,
  TIERS,
  titleOf,
  type BadgeImage,
  type BadgesConfig,
  type Community,
  type PublicPerson,
  type Theme,
} from "../features/badges/index.ts";
import { boardsPage, personPage } from "./community-html.ts";

export interface CommunityPages {
  readonly reader: Connection;
  readonly config: ConfigLoader;
  readonly clock: Clock;
}

interface Place extends Community {
  readonly config: BadgesConfig;
}

/** Leaderboards read all there is, so they are kept for so long. */
const BOARDS_MS = 5 * MINUTE;
/** Proxies and browsers may keep a picture for so long, in seconds. */
const CACHE = "public, max-age=300";

export function communityRoutes(pages: CommunityPages): Hono {
  const app = new Hono();
  const kept = new Map<number, { readonly html: Promise<string>; readonly until: number }>();
  app.get("/community/:owner", async (context) => {
    const place = await placeOf(pages, context);
    if (!place) return context.notFound();
    const now = pages.clock.now();
    let page = kept.get(place.installationId);
    if (!page || page.until <= now) {
      page = { html: boardsHtml(pages, place, now), until: now + BOARDS_MS };
      kept.set(place.installationId, page);
    }
    return context.html(await page.html);
  });
  app.get("/community/:owner/badges/:file{.+\\.svg}", async (context) => {
    const place = await placeOf(pages, context);
    const image = place && imageNamed(place.config, context.req.param("file"));
    return image ? sendSvg(context, badgeSvg(image, themeOf(context))) : context.notFound();
  });
  app.get("/community/:owner/people/:login", async (context) => {
    const found = await personOf(pages, context);
    if (!found) return context.notFound();
    context.header("x-robots-tag", "noindex");
    return context.html(personPage(found.place, found.person));
  });
  app.get("/community/:owner/people/:login/card.svg", async (context) => {
    const found = await personOf(pages, context);
    if (!found) return context.notFound();
    const { person, place } = found;
    const { login, level, points, progress } = person;
    const badges = imagesOf(person);
    const card = { login, level, points, progress, badges, community: place.owner };
    return sendSvg(context, cardSvg(card, themeOf(context)));
  });
  app.get("/community/:owner/people/:login/shield.json", async (context) => {
    const found = await personOf(pages, context);
    if (!found) return context.notFound();
    const [top] = imagesOf(found.person);
    const message = top ? titleOf(top.name, top.tier) : `level ${found.person.level}`;
    context.header("cache-control", CACHE);
    // https://shields.io/badges/endpoint-badge
    return context.json({ schemaVersion: 1, label: found.place.owner, message, color: "0f5f4c" });
  });
  return app;
}

async function boardsHtml({ reader }: CommunityPages, place: Place, now: number): Promise<string> {
  const scope = await publicScope(reader, place.installationId);
  return String(await boardsPage(place, await readBoards(reader, { scope, config: place.config, now })));
}

async function placeOf({ reader, config }: CommunityPages, context: Context): Promise<Place | undefined> {
  const community = await findCommunity(reader, context.req.param("owner") ?? "");
  if (!community) return undefined;
  const { badges } = await config.forInstallation(reader, community.installationId);
  const mine = badges as BadgesConfig;
  return mine.enabled ? { ...community, config: mine } : undefined;
}

async function personOf(
  pages: CommunityPages,
  context: Context,
): Promise<{ readonly place: Place; readonly person: PublicPerson } | undefined> {
  const place = await placeOf(pages, context);
  const login = context.req.param("login") ?? "";
  const { installationId, config } = place ?? {};
  if (!place || installationId === undefined || !config) return undefined;
  const person = await readPublicPerson(pages.reader, { installationId, login, config });
  return person && { place, person };
}

/** What a person holds in its highest tier each, gold first, then in the order of the list. */
function imagesOf(person: PublicPerson): readonly BadgeImage[] {
  const held = person.holdings.flatMap(({ definition, reached }) => {
    const top = reached.at(-1);
    return top ? [{ id: definition.id, name: definition.name, tier: top.tier }] : [];
  });
  const worth = ({ tier }: BadgeImage) => (tier === null ? 0 : TIERS.indexOf(tier) + 1);
  return held.toSorted((a, b) => worth(b) - worth(a));
}

/** "bug-fixer.silver.svg", "graduate.svg". */
function imageNamed(config: BadgesConfig, file: string): BadgeImage | undefined {
  const [id, ...rest] = file.replace(/\.svg$/, "").split(".");
  const definition = catalogueOf(config.own).find((one) => one.id === id);
  const tier = TIERS.find((one) => one === rest[0]) ?? null;
  const isTiered = definition !== undefined && definition.thresholds.length > 1;
  if (!definition || rest.length > 1 || isTiered !== (tier !== null) || rest.length > Number(isTiered)) {
    return undefined;
  }
  return { id: definition.id, name: definition.name, tier };
}

function themeOf(context: Context): Theme {
  return THEMES.find((theme) => theme === context.req.query("theme")) ?? "auto";
}

function sendSvg(context: Context, svg: string): Response {
  context.header("cache-control", CACHE);
  return context.body(svg, 200, { "content-type": "image/svg+xml; charset=utf-8" });
}
