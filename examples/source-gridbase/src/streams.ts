import {
  AfterLastPaginator,
  epochMillis,
  HeaderTokenPaginator,
  HttpStream,
  type JsonObject,
  path,
  SinceCursor,
  type Slice,
  s,
} from "@sluice/core";
import type { Config } from "./config.js";

/** The lists that describe the account: a header has the token of the next page. */
const describing = new HeaderTokenPaginator({ header: "X-Next-Offset", param: "offset" });

export class Bases extends HttpStream<Config> {
  readonly name = "bases";
  readonly description = "Bases that the user may see, or those of the settings.";
  readonly schema = s.record({ id: s.key(s.string), name: s.key(s.string), role: s.string });
  readonly primaryKey = ["id"];
  override readonly recordsAt = "bases";
  override readonly paginator = describing;

  path() {
    return "v1/bases";
  }

  /** All that is below a base is left out with it. */
  override keep({ id }: JsonObject) {
    const { bases } = this.config;
    return bases === undefined || bases.some((base) => base === id);
  }
}

/** A stream, and what the streams of rows are made of. */
export class Tables extends HttpStream<Config> {
  readonly name = "tables";
  readonly description = "Tables of each base, and their fields.";
  readonly schema = s.record({
    base: s.key(s.refers(s.string, "bases")),
    base_name: s.key(s.string),
    id: s.key(s.string),
    name: s.key(s.string),
    fields: s.key(s.array(s.object({ name: s.string, type: s.string }))),
  });
  readonly primaryKey = ["base", "id"];
  override readonly addParentFields = ["base", "base_name"];
  override readonly recordsAt = "tables";
  override readonly paginator = describing;

  override slices() {
    return this.each(Bases, ({ id, name }) => ({ base: id, base_name: name }));
  }

  path({ base }: Slice) {
    return path`v1/bases/${base}/tables`;
  }
}

export class Members extends HttpStream<Config> {
  readonly name = "members";
  readonly description = "Users of the account.";
  readonly schema = s.record({ id: s.key(s.string), email: s.string, groups: s.array(s.string) });
  readonly primaryKey = ["id"];
  /** An object in place of a list: `{ "members": { "usr1": { … }, "usr2": { … } } }`. */
  override readonly recordsAt = "members.*";
  /** The body says how many members a full page has, so a shorter one is the last. */
  override readonly paginator = new AfterLastPaginator({ field: "id", param: "after", stopsShort: "page_size" });

  path() {
    return "v1/members";
  }
}

export class Changes extends HttpStream<Config> {
  readonly name = "changes";
  readonly description = "Who changed which row.";
  readonly schema = s.record({
    id: s.key(s.string),
    at: s.integer,
    actor: s.refers(s.string, "members"),
    table: s.string,
    row: s.string,
  });
  readonly primaryKey = ["id"];
  override readonly recordsAt = "changes";
  override readonly paginator = new HeaderTokenPaginator({ header: "X-Next-Page", param: "X-Page", in: "header" });
  override readonly cursor = new SinceCursor({
    field: "at",
    as: epochMillis,
    change: (from) => ({ query: { filter: `at >= ${from}` } }),
    earliest: () => this.config.start_date,
  });

  /** The feed has a host of its own. */
  override baseUrl() {
    return "https://feed.gridbase.example";
  }

  path() {
    return "v1/changes";
  }
}
