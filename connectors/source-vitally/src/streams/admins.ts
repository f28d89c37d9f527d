import { key, type Query, record, text } from "@sluice/core";
import { adminFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const admin = record({ id: key(text), ...adminFields });

/** This list is in no document of Vitally's, though connectors have read it for years. Admins have no time to sort by. */
export class Admins extends VitallyStream<typeof admin> {
  readonly name = "admins";
  readonly description = "Members of the team that uses Vitally.";
  override readonly cursor = undefined;
  readonly schema = admin;

  protected path() {
    return "resources/admins";
  }

  protected override query(): Query {
    return {};
  }
}
