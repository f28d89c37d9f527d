import { secret, setting } from "@sluice/core";
import * as z from "zod";

/** The first two are copied from the key file of a service account. */
export const config = z.looseObject({
  client_email: setting({ title: "Client email", description: "`client_email` in the key file of a service account." }),
  private_key: secret({ title: "Private key", description: "`private_key` in the same file, with its line breaks." }),
  start_date: z.iso.date().meta({
    title: "Start date",
    description: "The first day of the reports: one job for each month since then.",
    examples: ["2026-01-01"],
  }),
});

export type Config = z.infer<typeof config>;
