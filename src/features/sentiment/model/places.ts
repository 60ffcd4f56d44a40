// Where the hashed inputs' weights and counts stand in memory. To look them up all over the hashed space was what a text cost
// most of: what words are made of, four fifths of all inputs, therefore stand side by side in the order in which they
// were first met, so that those of common words share a few pages.

import { BUCKETS } from "./buckets.ts";

/** A bucket is its own place; behind them all are the places of words' parts. */
export const PLACES = 2 * BUCKETS;

/** By bucket: its place as a part of words; 0 as long as none was met. */
const partPlaces = new Uint32Array(BUCKETS);
const partBuckets = new Uint32Array(BUCKETS);
let met = 0;

/** The place of a part of words or of a written feeling. It stays the same: there cannot be more of them than buckets. */
export function partPlaceOf(bucket: number): number {
  if (partPlaces[bucket] === 0) {
    partPlaces[bucket] = BUCKETS + met;
    partBuckets[met] = bucket;
    met += 1;
  }
  return partPlaces[bucket]!;
}

/** How many places are in use; those behind may be so later. */
export function placesInUse(): number {
  return BUCKETS + met;
}

/** The bucket of what stands at a place. */
export function bucketAt(place: number): number {
  return place < BUCKETS ? place : partBuckets[place - BUCKETS]!;
}
