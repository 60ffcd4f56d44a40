// `/stoa help`: the table of commands.

import { z } from "zod";
import { commandTable } from "../../commands/help.ts";
import { defineFeature } from "../feature.ts";

const config = z.strictObject({
  enabled: z.boolean().default(true).describe("Whether `/stoa help` answers."),
});

export const helpFeature = defineFeature({
  name: "help",
  config,
  // Commands are heard wherever other features listen; to answer in an issue is all that help itself must be able to.
  events: ["issue_comment"],
  permissions: { issues: "write" },
  commands: {
    "stoa help": ({ available }) => Promise.resolve({ reply: commandTable(available) }),
  },
});
