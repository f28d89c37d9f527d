import { type Query, s } from "@sluice/core";
import { adminFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

/** Vitally does not document this list, although connectors have read it for years. Admins have no time to sort by. */
export class Admins extends VitallyStream {
  readonly name = "admins";
  readonly description = "Members of the team that uses Vitally.";
  override readonly cursor = undefined;
  readonly schema = s.record({ id: s.key(s.string), ...adminFields });

  path() {
    return "resources/admins";
  }

  override query(): Query {
    return {};
  }
}
