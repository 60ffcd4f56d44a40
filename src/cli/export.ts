// `stoa export LOGIN|ID [--link]`: all that is stored about a person, as JSON; or a link that works for a day, to hand to
// that person and nobody else.

import { EXPORT_LINK_MS, EXPORT_PATH, signExport } from "../config/export-link.ts";
import { readEnvironment, readSettings } from "../config/environment.ts";
import { systemClock } from "../core/clock.ts";
import { UserError } from "../core/errors.ts";
import { exportPerson, findPersonNamed } from "../db/export.ts";
import { openDatabase } from "../db/open.ts";

/** @throws UserError when nobody of that name is known, or a link is wanted and nobody could open it. */
export async function exportOf(name: string, options: { readonly link?: boolean }): Promise<void> {
  const { databaseUrl } = readSettings(process.env);
  const database = await openDatabase(databaseUrl, { isLeftAsItIs: true });
  try {
    const person = await findPersonNamed(database.reader, name);
    if (!person) throw new UserError(`Stoa knows nobody called "${name}", so nothing is stored about them.`);
    const now = systemClock.now();
    if (options.link === true) return void process.stdout.write(`${linkFor(person.id, now)}\n`);
    const data = await exportPerson(database.reader, { personId: person.id, now });
    process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
  } finally {
    await database.close();
  }
}

function linkFor(personId: number, now: number): string {
  const { publicUrl, webhookSecret } = readEnvironment(process.env);
  if (publicUrl === undefined) {
    throw new UserError(
      "Set PUBLIC_URL to the address where Stoa is reached, or leave --link out and send the file yourself.",
    );
  }
  const token = signExport(webhookSecret, { personId, until: now + EXPORT_LINK_MS });
  return `${publicUrl}${EXPORT_PATH}/${token}`;
}
