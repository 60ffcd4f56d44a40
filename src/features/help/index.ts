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
  events: ["issue_comment", "discussion_comment"],
  permissions: { issues: "write", pull_requests: "write", discussions: "write" },
  commands: {
    "stoa help": () => Promise.resolve({ reply: commandTable() }),
  },
});
