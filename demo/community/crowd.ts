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

/** Deals each mood's phrases in a shuffled order, and begins again when all have been dealt. */
export function phraseDealer(): (mood: string) => string {
  const decks = new Map<string, string[]>();
  return (mood) => {
    const phrases = PHRASES[mood];
    if (!phrases) throw new Error(`No phrases for the mood ${mood}`);
    let deck = decks.get(mood) ?? [];
    if (deck.length === 0) {
      const round = chanceOf(`${mood} ${decks.size}`).next();
      deck = phrases.toSorted((a, b) => hashOf(`${round}${a}`) - hashOf(`${round}${b}`));
    }
    const phrase = deck.pop() ?? "";
    decks.set(mood, deck);
    return phrase;
  };
}
