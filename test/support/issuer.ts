// The keys of a signer on the database of a running Stoa, as another process with some webhook secret would have them.

import { openSigner } from "../../src/web/issuer.ts";
import type { TestStoa } from "./stoa.ts";

export async function keys({ database, clock, environment }: TestStoa, webhookSecret: string) {
  const signer = openSigner({ database, clock, publicUrl: environment.publicUrl, webhookSecret });
  return (await signer?.keys()) ?? [];
}
