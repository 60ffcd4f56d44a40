// What the privacy commands answer. Whoever asked to be forgotten is not named in the answer, either.

/** The answer to /stoa forget me. */
export function presentForgotten(askedUrl: string): string {
  return `Whoever [asked here](${askedUrl}) is forgotten: texts, names, votes, scores and badges are erased, in every repository I look after, and nothing new is kept. What you wrote on GitHub is yours to delete there. \`/stoa remember me\` undoes it from then on.`;
}

/** The answer to /stoa remember me. */
export function presentRemembered(): string {
  return "Welcome back. From here on I know you again; what was erased does not come back.";
}

/** The answer to /stoa remember me of somebody who was not forgotten. */
export const NOT_FORGOTTEN = "You are not forgotten, so there is nothing to undo.";

/** The answer to /stoa export me: anybody can read a thread, so the file is not handed over here. */
export function presentExport(): string {
  return "Everybody can read this thread, so I don't hand out your data here. Write to a maintainer in private: `stoa export YOUR-LOGIN --link` on my server makes a link that only you should get, and that works for a day.";
}
