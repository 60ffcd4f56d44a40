// Everybody in the sample community. All accounts are invented. `from` is the day somebody turns up (MM-DD of 2026):
// before it they neither speak nor vote. `areas` say where somebody's short remarks are believable.

import type { AccountSeed } from "../../test/local-github/community.ts";

export interface Person {
  readonly login: string;
  readonly name: string;
  readonly from: string;
  readonly areas: readonly string[];
  /** Maintainers approve and merge. */
  readonly isMaintainer: boolean;
}

export const ORGANISATION = "lanternlight";
export const DEPENDENCY_BOT = "mendbot-deps[bot]";
export const CI_BOT = "lantern-ci[bot]";
export const STALE_BOT = "dustsheet-stale[bot]";

/** login, name, areas. The first five are the mentors. */
const MAINTAINERS: readonly (readonly [string, string, string])[] = [
  ["quayemar", "Marisol Quaye", "collector"],
  ["vennik-t", "Tobiasz Vennik", "agent"],
  ["oyelaran-kf", "Kofi Oyelaran", "charts"],
  ["hinewai-rt", "Hinewai Rutu", "ui"],
  ["pfenlo", "Lo Pfenning", "docs cli"],
  ["ixsundar7", "Ixchel Sundar", "ci collector"],
  ["dabrowsk0", "Ola Dabrowska", "collector ui"],
];

/** login, name, areas, from. */
const MEMBERS: readonly (readonly [string, string, string, string])[] = [
  ["brinefox3", "Iona Brine", "collector", "01-05"],
  ["mtshali-nn", "Nandi Mtshali", "agent collector", "01-05"],
  ["kestrelwrx", "Joss Kestrel", "charts", "01-05"],
  ["aoyagi-ren8", "Ren Aoyagi", "ui", "01-05"],
  ["lindqvea", "Ea Lindqvist", "docs", "01-05"],
  ["gwenaprhys2", "Gwen ap Rhys", "docs charts", "01-05"],
  ["zubhaq9", "Zubair Haq", "agent", "01-05"],
  ["noorelahi-x", "Noor Elahi", "collector cli", "01-05"],
  ["pascalou-bt", "Pascal Bouteille", "charts collector", "01-05"],
  ["ferreiroju", "Juana Ferreiro", "ui docs", "01-05"],
  ["yusupdev44", "Timur Yusupov", "agent cli", "01-05"],
  ["okonjo-ada5", "Adaeze Okonjo", "collector", "01-05"],
  ["mossycobble", "Wren Cobble", "ui", "01-05"],
  ["haldor-ssk", "Haldor Skog", "charts agent", "01-05"],
  ["pixelpossum6", "Del Possum", "ui", "01-05"],
  ["ramanuj-ops", "Ramanuj Iyer", "collector charts", "01-05"],
  ["tuulikki-v", "Tuulikki Vaara", "docs", "01-05"],
  ["bzhang-sre9", "Bo Zhang", "collector charts", "01-05"],
  ["calloway-jd4", "J. D. Calloway", "agent windows", "01-05"],
  ["sraithemeadow", "Sorcha Meade", "docs ui", "01-05"],
  ["kwabs-infra", "Kwabena Sarpong", "charts", "01-08"],
  ["ljubica-mm", "Ljubica Marin", "collector", "01-12"],
  ["teodorakis9", "Teo Dorakis", "agent", "01-14"],
  ["winifred-0ps", "Winifred Oakes", "windows agent", "01-15"],
  ["duskmarten", "Ash Marten", "collector", "01-19"],
  ["eszterfk", "Eszter Fekete", "ui windows", "01-20"],
  ["nightferry11", "Paz Ferry", "charts", "01-26"],
  ["hoangbt-dev", "Hoang Bui", "agent", "02-02"],
  ["rosalindqx", "Rosalind Quill", "docs windows", "02-03"],
  ["tariqm-net8", "Tariq Mansour", "collector windows", "02-02"],
  ["obuasi-lab", "Efua Obuasi", "ui", "02-11"],
  ["gravelpath2", "Sam Gravel", "charts collector", "02-09"],
  ["janneke-vdz", "Janneke van der Zaan", "collector", "02-23"],
  ["peposantos-k", "Pepo Santos", "agent", "03-02"],
  ["ilmatar-io", "Ilma Taari", "ui", "03-09"],
  ["crookedspire", "Bram Spire", "windows", "03-10"],
  ["soojin-dots", "Soo-jin Dho", "docs", "03-16"],
  ["mbekezeli-z", "Mbekezeli Zuma", "charts", "03-24"],
  ["vaskokrum", "Vasko Krumov", "collector agent", "04-01"],
  ["fennelandrye", "Rye Fennel", "ui docs", "04-07"],
  ["adebisi-tl", "Tolu Adebisi", "collector", "04-13"],
  ["hexagonheron", "Mika Heron", "charts", "04-20"],
  ["lupitacg5", "Lupita Cervantes", "docs", "05-04"],
  ["oddvarbakk", "Oddvar Bakk", "agent windows", "05-11"],
  ["shanthi-rk2", "Shanthi Raghu", "collector", "05-18"],
  ["tinkerbract", "Jude Bract", "ui", "06-01"],
  ["belmiro-faz", "Belmiro Faz", "charts docs", "06-08"],
  ["yaelsapir-d", "Yael Sapir", "agent", "06-22"],
  ["quietgantry", "Noa Gantry", "collector", "07-06"],
  ["mirembe-cw", "Mirembe Wasswa", "docs", "07-13"],
  ["saltmarshdev", "Kit Marsh", "ui", "07-27"],
  ["anatolpryce", "Anatol Pryce", "windows cli", "06-08"],
  ["dilnoza-ut", "Dilnoza Umarova", "collector charts", "07-07"],
  ["pemberlog", "Pem Lodge", "docs cli", "09-07"],
];

/** All people, maintainers first. */
export const PEOPLE: readonly Person[] = [
  ...MAINTAINERS.map(([login, name, areas]) => ({
    login,
    name,
    from: "01-05",
    areas: areas.split(" "),
    isMaintainer: true,
  })),
  ...MEMBERS.map(([login, name, areas, from]) => ({
    login,
    name,
    from,
    areas: areas.split(" "),
    isMaintainer: false,
  })),
];

export const MAINTAINER_LOGINS: readonly string[] = MAINTAINERS.map(([login]) => login);

/** The accounts as the local GitHub wants them. */
export const ACCOUNTS: readonly AccountSeed[] = [
  { login: ORGANISATION, type: "Organization", name: "Lanternlight" },
  ...PEOPLE.map(({ login, name }) => ({ login, name, type: "User" as const })),
  ...[DEPENDENCY_BOT, CI_BOT, STALE_BOT].map((login) => ({ login, type: "Bot" as const })),
];
