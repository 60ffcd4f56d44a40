// Types for the one part of `natural` that is used; its main entry loads database clients.

declare module "natural/lib/natural/stemmers/porter_stemmer.js" {
  const stemmer: {
    /** The stem of one lower-case English word (Porter 1980). */
    stem(word: string): string;
  };
  export default stemmer;
}
