import { secret, setting } from "@sluice/core";
import * as z from "zod";

export const config = z.looseObject({
  email: setting({ title: "Email", description: "Of a user who may read the bases." }),
  password: secret({ title: "Password", description: "Of the same user." }),
  bases: z
    .array(z.string())
    .meta({ title: "Bases", description: "IDs of the bases to read, from their addresses. All, if there are none." })
    .optional(),
  start_date: setting({
    title: "Start date",
    description: "Changes before it are not read.",
    examples: ["2026-01-31"],
  }).optional(),
});

export type Config = z.infer<typeof config>;
