import { s } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";

export class Organizations extends ConfigCatStream {
  readonly name = "organizations";
  readonly description = "Organizations that the credential's user belongs to.";
  readonly schema = s.record({ organizationId: s.key(s.string), name: s.string });
  readonly primaryKey = ["organizationId"];

  path() {
    return "v1/organizations";
  }
}
