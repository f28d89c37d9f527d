import { secret, setting } from "@sluice/core";
import * as z from "zod";

export const config = z.looseObject({
  client_id: setting({ title: "Client ID", description: "Under Settings → Apps, of the app that you registered." }),
  client_secret: secret({ title: "Client secret", description: "Of the same app." }),
  refresh_token: secret({
    title: "Refresh token",
    description: "Of the user who installed the app. It works once: each run that uses it saves the next one.",
  }),
  access_token: secret({ title: "Access token", description: "Comes with the refresh token." }).optional(),
  token_expires_at: setting({
    title: "Expiry of the access token",
    description: "A time such as 2026-06-01T12:00:00Z. Until then the refresh token is not used.",
  }).optional(),
});

export type Config = z.infer<typeof config>;
