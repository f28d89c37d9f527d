import { s, wholeBody } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";

export class Me extends ConfigCatStream {
  readonly name = "me";
  readonly description = "The user to whom the credential belongs.";
  readonly schema = s.record({ email: s.key(s.string), fullName: s.string });
  readonly primaryKey = ["email"];
  override readonly recordsAt = wholeBody;

  path() {
    return "v1/me";
  }
}
