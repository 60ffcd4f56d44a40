// Four libraries for the sentiment of English, each as it comes: what they answer is positive above zero and negative below, and
// neutral for VADER within ±.05, as its authors say.

import { createRequire } from "node:module";

export interface Library {
  readonly name: string;
  /** −1, 0 or 1 for a text. */
  load(): Promise<(text: string) => number>;
}

interface Natural {
  readonly SentimentAnalyzer: new (
    language: string,
    stemmer: unknown,
    vocabulary: string,
  ) => { getSentiment(words: readonly string[]): number };
  readonly WordTokenizer: new () => { tokenize(text: string): string[] };
}

const require = createRequire(import.meta.url);
const VADER_NEUTRAL = 0.05;

export const LIBRARIES: readonly Library[] = [
  {
    name: "sentiment",
    load: async () => {
      const { default: Sentiment } = await import("sentiment");
      const analyser = new Sentiment();
      return (text) => Math.sign(analyser.analyze(text).score);
    },
  },
  {
    name: "natural",
    load: async () => {
      // In parts: the whole brings a library that replaces Math.sign by one that is 1 at 0.
      const part = (path: string) => require(`natural/lib/natural/${path}`) as unknown;
      const stemmer = part("stemmers/porter_stemmer");
      const SentimentAnalyzer = part("sentiment/SentimentAnalyzer") as Natural["SentimentAnalyzer"];
      const { WordTokenizer } = part("tokenizers/regexp_tokenizer") as Pick<Natural, "WordTokenizer">;
      const analyser = new SentimentAnalyzer("English", stemmer, "afinn");
      const tokenizer = new WordTokenizer();
      return (text) => Math.sign(analyser.getSentiment(tokenizer.tokenize(text)) || 0);
    },
  },
  {
    name: "wink-sentiment",
    load: async () => {
      const analyse = require("wink-sentiment") as (text: string) => { readonly score: number };
      return (text) => {
        try {
          return Math.sign(analyse(text).score);
        } catch (error) {
          // It stumbles over words such as "constructor", which it looks up in a plain object.
          if (error instanceof TypeError) return 0;
          throw error;
        }
      };
    },
  },
  {
    name: "vader-sentiment",
    load: async () => {
      const { SentimentIntensityAnalyzer } = require("vader-sentiment") as {
        readonly SentimentIntensityAnalyzer: {
          polarity_scores(text: string): { readonly compound: number };
        };
      };
      return (text) => {
        const { compound } = SentimentIntensityAnalyzer.polarity_scores(text);
        return Math.abs(compound) < VADER_NEUTRAL ? 0 : Math.sign(compound);
      };
    },
  },
];
