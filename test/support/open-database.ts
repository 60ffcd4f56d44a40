// A process that opens (and so migrates) the database of DATABASE_URL, as every start of Stoa does, and ends.

import { openDatabase } from "../../src/db/open.ts";

const database = await openDatabase(process.env["DATABASE_URL"] ?? "");
await database.close();
