import { secret } from "@sluice/core";
import * as z from "zod";

export const config = z.looseObject({
  api_token: secret({ title: "API token", description: "Under Settings → Access tokens, with the scope `read`." }),
});

export type Config = z.infer<typeof config>;
