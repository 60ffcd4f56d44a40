// `stoa forget LOGIN|ID`: forgets a person who asked in another way than by `/stoa forget me`. A running Stoa rewrites on
// GitHub what it wrote about them.

import { readSettings } from "../config/environment.ts";
import { systemClock } from "../core/clock.ts";
import { UserError } from "../core/errors.ts";
import type { Connection } from "../db/connection.ts";
import { findPersonNamed } from "../db/export.ts";
import { openDatabase } from "../db/open.ts";
import { forgetPerson } from "../features/privacy/index.ts";
import { enqueueAnywhere } from "../outbox/store.ts";

/** @throws UserError when nobody of that name is known. */
export async function forget(name: string): Promise<void> {
  const { databaseUrl } = readSettings(process.env);
  const database = await openDatabase(databaseUrl, { isLeftAsItIs: true });
  try {
    const { person, texts } = await database.transaction((connection) =>
      forgetNamed(connection, name, systemClock.now()),
    );
    const rewritten = texts === 1 ? "1 text" : `${texts} texts`;
    process.stdout.write(
      `${person.login || `Account ${person.id}`} is forgotten. ${rewritten} on GitHub will be rewritten while Stoa runs.\n`,
    );
  } finally {
    await database.close();
  }
}

/**
 * Forgets whoever has this login, or this numeric id; the id of somebody unknown is kept out too.
 * @throws UserError when nobody has this login.
 */
export async function forgetNamed(connection: Connection, name: string, now: number) {
  const known = await findPersonNamed(connection, name);
  if (!known && !/^\d{1,15}$/.test(name)) {
    throw new UserError(
      `Stoa knows nobody called "${name}". Give the account's number instead: it is the "id" at https://api.github.com/users/LOGIN.`,
    );
  }
  const person = known ?? { id: Number(name), login: "" };
  const effects = await forgetPerson(connection, { person, occasion: `forget:letter:${now}`, at: now });
  // Each effect finds its own installation.
  const place = { installationId: 0, repositoryId: 0 };
  await enqueueAnywhere(connection, { ...place, feature: "privacy", priority: "reply", effects, now });
  return { person, texts: effects.length };
}
