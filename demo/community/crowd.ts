// Deals people and short remarks: who is there at a time, who fits a thread, and which phrase was used least.

import { chanceOf, hashOf, type Chance } from "./chance.ts";
import { PEOPLE, type Person } from "./people.ts";
import { PHRASES } from "./phrases.ts";
import { dayOf } from "./times.ts";

/** Moods in which people who look after the project speak. */
const CARETAKER_MOODS = new Set(["triage", "question", "welcome", "merged", "approve", "nit"]);

export interface Wanted {
  readonly at: number;
  readonly chance: Chance;
  readonly not: ReadonlySet<string>;
  /** Words that areas are compared with, such as labels and paths. */
  readonly about: string;
  readonly isPrivate: boolean;
}

/** Somebody who is there at that time, rather one whose area it is; undefined when all are excluded. */
export function anyPerson(wanted: Wanted): Person | undefined {
  return choose(PEOPLE, wanted);
}

/** A maintainer. */
export function anyMaintainer(wanted: Wanted): Person | undefined {
  return choose(
    PEOPLE.filter(({ isMaintainer }) => isMaintainer),
    wanted,
  );
}

/** Somebody who would say something in this mood. */
export function anySpeaker(mood: string, wanted: Wanted): Person | undefined {
  if (!CARETAKER_MOODS.has(mood)) return anyPerson(wanted);
  const isOutsider = mood === "nit" || mood === "question" || mood === "approve";
  return isOutsider && wanted.chance.isLikely(0.3) ? anyRegular(wanted) : anyMaintainer(wanted);
}

/** Somebody who was there from the beginning. */
function anyRegular(wanted: Wanted): Person | undefined {
  return choose(
    PEOPLE.filter(({ from, isMaintainer }) => from === "01-05" && !isMaintainer),
    wanted,
  );
}

function choose(
  people: readonly Person[],
  { at, chance, not, about, isPrivate }: Wanted,
): Person | undefined {
  const there = people.filter(
    (person) => dayOf(person.from) <= at && !not.has(person.login) && (!isPrivate || person.isMaintainer),
  );
  const fitting = there.filter(({ areas }) => areas.some((area) => about.includes(area)));
  if (there.length === 0) return undefined;
  return chance.pick(fitting.length > 0 && chance.isLikely(0.6) ? fitting : there);
}

interface Deck {
  /** How often the mood's phrases have been shuffled. */
  readonly round: number;
  /** In the order in which they are dealt, from the end. */
  readonly phrases: string[];
  readonly dealt: string[];
}

/** Deals each mood's phrases in a shuffled order, and shuffles anew when all have been dealt: the latest come last. */
export function phraseDealer(): (mood: string) => string {
  const decks = new Map<string, Deck>();
  return (mood) => {
    let deck = decks.get(mood);
    if (deck === undefined || deck.phrases.length === 0) {
      deck = shuffledDeck(mood, deck);
      decks.set(mood, deck);
    }
    const phrase = deck.phrases.pop() ?? "";
    deck.dealt.push(phrase);
    return phrase;
  };
}

/** The earlier half of the round before comes first again, so that no phrase is heard twice in a short time. */
function shuffledDeck(mood: string, before: Deck | undefined): Deck {
  const all = before?.dealt ?? PHRASES[mood];
  if (!all) throw new Error(`No phrases for the mood ${mood}`);
  const round = (before?.round ?? 0) + 1;
  const seed = chanceOf(`${mood} ${round}`).next();
  const shuffled = (phrases: readonly string[]): string[] =>
    phrases.toSorted((a, b) => hashOf(`${seed}${a}`) - hashOf(`${seed}${b}`));
  const half = before ? Math.ceil(all.length / 2) : 0;
  return { round, phrases: [...shuffled(all.slice(half)), ...shuffled(all.slice(0, half))], dealt: [] };
}
