import { secret, setting } from "@sluice/core";
import * as z from "zod";

/** The names of the credential's two parts are Airbyte's, so that a saved configuration carries over. */
export const config = z.looseObject({
  username: setting({
    title: "Username",
    description:
      "User name of a Public API credential, made at app.configcat.com/my-account/public-api-credentials. It looks like a GUID.",
    examples: ["08d6eb2c-4a4e-4c3b-8f0a-1c2d3e4f5a6b"],
  }),
  password: secret({
    title: "Password",
    description:
      "Password of the same Public API credential. ConfigCat shows it once, when the credential is made. An SDK key does not work here.",
  }),
  mask_secrets: z.boolean().default(true).meta({
    title: "Mask secrets",
    description:
      "Hides secure webhook headers, user-info and query of webhook URLs, parameters of integrations and signing keys of proxy profiles. Switch it off only if the destination may hold these secrets.",
  }),
  start_date: z
    .string()
    .regex(
      /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/,
      "must be a day or a time in UTC, such as 2026-01-01 or 2026-01-01T00:00:00Z",
    )
    .refine((value) => !Number.isNaN(Date.parse(value)), { error: "is a day that no calendar has" })
    .optional()
    .meta({
      title: "Start date",
      description:
        "From when on the audit logs are read, in UTC. Without it, as far back as any plan keeps them: 750 days, in 26 requests for each organization and each product.",
      examples: ["2026-01-01", "2026-01-01T00:00:00Z"],
    }),
});

export type Config = z.infer<typeof config>;
