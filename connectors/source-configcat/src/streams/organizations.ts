import { key, record, text } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";

export const organization = record({ organizationId: key(text), name: text });

export class Organizations extends ConfigCatStream<typeof organization> {
  readonly name = "organizations";
  readonly description = "Organizations that the credential's user belongs to.";
  readonly schema = organization;
  readonly primaryKey = ["organizationId"];

  protected path() {
    return "v1/organizations";
  }
}
