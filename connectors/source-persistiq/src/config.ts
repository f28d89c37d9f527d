import { baseUrlSetting, secret } from "@sluice/core";
import * as z from "zod";

/** Where a person finds the key; said in the form, in the README and where the key is refused. */
export const WHERE_THE_KEY_IS = "Settings > Integrations > API Key in PersistIQ";

/** The key's name is Airbyte's, so that a saved configuration carries over. */
export const config = z.looseObject({
  api_key: secret({
    title: "API Key",
    description: `The company's API key, from ${WHERE_THE_KEY_IS}. There is one for the whole company, and it reads every user's data.`,
  }),
  base_url: baseUrlSetting,
});

export type Config = z.infer<typeof config>;
