// The small print under all that Stoa writes: who speaks, why, and how to switch it off. Pure.

/** `aboutUrl` is Stoa's own page on this (web/about.ts); undefined where nobody can reach Stoa from outside. */
export function foot(aboutUrl: string | undefined): string {
  const who = "I'm Stoa, this community's bot";
  if (aboutUrl === undefined)
    return `<sub>${who} · each part of this can be switched off in \`.github/stoa.yml\`</sub>`;
  return `<sub>${who} · [why this](${aboutUrl}) · [turn it off](${aboutUrl}#off)</sub>`;
}
