import { secret } from "@sluice/core";
import * as z from "zod";

/** Where users find the key: for the form, the README and the error of a refused key. */
export const WHERE_THE_KEY_IS = "Settings > Integrations > API Key in PersistIQ";

/** The key's name is Airbyte's, so that a saved configuration carries over. */
export const config = z.looseObject({
  api_key: secret({
    title: "API Key",
    description: `The company's API key, from ${WHERE_THE_KEY_IS}. There is one for the whole company, and it reads every user's data.`,
  }),
  incremental_leads: z.boolean().default(false).meta({
    title: "Incremental leads",
    description:
      "Lets leads be read incrementally by updated_after. PersistIQ does not say which changes that filter notices (counters such as sent_count perhaps not), so by default leads are always read in full.",
  }),
});

export type Config = z.infer<typeof config>;
