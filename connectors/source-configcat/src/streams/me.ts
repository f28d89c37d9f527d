import { key, record, text, wholeBody } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";

export const me = record({ email: key(text), fullName: text });

export class Me extends ConfigCatStream<typeof me> {
  readonly name = "me";
  readonly description = "The user to whom the credential belongs.";
  readonly schema = me;
  readonly primaryKey = ["email"];
  protected override readonly recordsAt = wholeBody;

  protected path() {
    return "v1/me";
  }
}
