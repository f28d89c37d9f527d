import { secret, setting } from "@sluice/core";
import * as z from "zod";
import { accountOf } from "./company.js";

/** The names of the first two are Airbyte's, so that a saved configuration carries over. */
export const config = z.looseObject({
  api_key: secret({
    title: "API Key",
    description:
      "Made in Baton under account settings → API, by a user who sees all projects: the key can read what that user can see, and no more.",
  }),
  company: setting({
    title: "Company",
    description:
      "The first part of the account's address: acme for https://acme.hellobaton.com. The host or the whole URL works too.",
    examples: ["acme", "acme.hellobaton.com", "https://acme.hellobaton.com/"],
  }).refine((value) => accountOf(value) !== undefined, {
    error: "must be the account's subdomain of hellobaton.com, e.g. acme, acme.hellobaton.com or a URL there",
  }),
});

export type Config = z.infer<typeof config>;
