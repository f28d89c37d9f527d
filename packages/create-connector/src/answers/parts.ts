import type { AuthDesign } from "../design/auth.js";
import type { Design } from "../design/design.js";
import { Expression } from "../design/expression.js";
import type { PagingDesign } from "../design/paging.js";
import type { SettingDesign } from "../design/schema.js";
import type { AuthOption, PagingOption } from "./read-options.js";

/** The settings and the authenticator of a way to sign. */
export function authParts(auth: AuthOption, title: string): Pick<Design, "settings" | "auth"> {
  const where = `Where a user finds it in ${title}: say so here.`;
  const declared = (name: string, text: string, isSecret = true): SettingDesign => ({
    ...{ name, title: text, description: where, type: { is: "string" } },
    ...(isSecret && { isSecret }),
  });
  switch (auth.kind) {
    case "bearer":
      return { settings: [declared("api_token", "API Token")], auth: { kind: "bearer", token: of("api_token") } };
    case "header":
    case "query":
      return { settings: [declared("api_key", "API Key")], auth: { ...auth, key: of("api_key") } };
    case "basic": {
      const signed: AuthDesign = { kind: "basic", username: of("username"), password: of("password") };
      return { settings: [declared("username", "Username", false), declared("password", "Password")], auth: signed };
    }
  }
}

function of(setting: string): readonly [Expression] {
  return [new Expression(`config.${setting}`)];
}

const PAGE_SIZE = 100;

/** The usual names of a kind of paging. @param isEnveloped whether a reply is an object, which may say more than the records. */
export function pagingParts(paging: PagingOption, isEnveloped: boolean): PagingDesign {
  const sized = (param: string) => ({ param, value: PAGE_SIZE });
  switch (paging) {
    case "none":
      return { kind: "none" };
    case "cursor":
      return { kind: "cursor", at: "next_cursor", param: "cursor", size: sized("limit") };
    case "page":
      return { kind: "page", param: "page", size: sized("per_page"), ...(isEnveloped && { hasMore: "has_more" }) };
    case "offset":
      return { kind: "offset", param: "offset", size: sized("limit"), ...(isEnveloped && { total: "total" }) };
    case "next-url":
      return { kind: "next-url", at: "next", size: sized("limit") };
  }
}
