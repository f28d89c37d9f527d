import * as z from "zod";
import { encodedPair, tokenOf } from "./credentials.js";
import { hostOf } from "./host.js";

const NOT_OUR_HOST =
  'is not an address of Vitally. It is the first part of the address at which you sign in ("acme" of https://acme.vitally.io), or nothing; a host of your own belongs into base_url';

/** Saved configs have empty texts where a field of the form was left empty, so an empty secret counts as not given. */
function secretOrEmpty(title: string, description: string) {
  return z.string().trim().optional().meta({ title, description, airbyte_secret: true });
}

function vitallyHost(title: string, description: string, examples: readonly string[]) {
  return z
    .string()
    .superRefine((value, context) => {
      if (hostOf(value) === undefined) context.addIssue({ code: "custom", message: NOT_OUR_HOST });
    })
    .optional()
    .meta({ title, description, examples });
}

/** Accepts the configs that each version of Airbyte's connector has saved: its names, its empty texts, its addresses. */
export const config = z
  .looseObject({
    secret_token: secretOrEmpty(
      "Secret Token",
      "Secret Token of your REST API integration (Settings → Integrations → Vitally REST API), such as sk_live_…. One of secret_token, api_key and basic_auth_header must be given.",
    ),
    domain: vitallyHost(
      "Domain",
      'First part of the address at which you sign in: "acme" of https://acme.vitally.io. That address itself will do. Empty stands for the host that all US accounts share; not needed in the EU.',
      ["acme"],
    ),
    region: z.enum(["US", "EU"]).default("US").meta({
      title: "Region",
      description:
        "Where Vitally keeps the account. The EU has a host of its own, which does not accept tokens of the US.",
    }),
    status: z.enum(["active", "churned", "activeOrChurned"]).default("activeOrChurned").meta({
      title: "Status",
      description: "Which accounts the stream accounts holds. With active, churned accounts are not read.",
    }),
    include_archived: z.boolean().default(true).meta({
      title: "Include archived",
      description:
        "Whether archived notes, tasks, projects, meetings and custom object instances are read too; their archivedAt is set.",
    }),
    survey_ids: z
      .array(z.string().regex(/^[\w-]+$/, "must be the id in the address of the survey's page"))
      .optional()
      .meta({
        title: "Survey ids",
        description:
          "Ids of the surveys whose responses are read, from the addresses of their pages: Vitally has no list of surveys. Without any there is no stream survey_responses.",
      }),
    basic_auth_header: secretOrEmpty(
      "Basic Auth Header",
      "The other form of the token that Vitally shows (Basic …), for users who kept only that. Not used if there is a secret_token.",
    ),
    api_key: secretOrEmpty("API Key", "Older name of secret_token, for configurations that have it."),
    api_url: vitallyHost("API URL", "Older form of domain, for configurations that have it.", [
      "https://rest.vitally.io/",
    ]),
  })
  .superRefine((given, context) => {
    if (tokenOf(given) !== undefined) return;
    const header = given.basic_auth_header ?? "";
    if (header === "") {
      const message = "is empty. One of secret_token, api_key and basic_auth_header must be given";
      context.addIssue({ code: "custom", path: ["secret_token"], message });
    } else if (encodedPair(header) === undefined) {
      const message =
        'must be the header that Vitally shows, "Basic " and base64 text. A token belongs into secret_token';
      context.addIssue({ code: "custom", path: ["basic_auth_header"], message });
    }
  });

export type Config = z.infer<typeof config>;
