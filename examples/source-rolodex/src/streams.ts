import {
  CursorTokenPaginator,
  DateWindowCursor,
  epochMillis,
  GraphQlStream,
  HttpStream,
  isoMillis,
  type JsonObject,
  json,
  type Method,
  path,
  RelayPaginator,
  SinceCursor,
  s,
  when,
} from "@sluice/core";
import type { Config } from "./config.js";

/** A list is a search: its filter, its order, the size of a page and the token of the next one are in the body of a POST. */
abstract class Search extends HttpStream<Config> {
  readonly primaryKey = ["id"];
  override readonly method: Method = "POST";
  override readonly recordsAt = "results";

  /** A search shows its first 10,000 results, which are sorted by ID; the others are another search, from the last ID. */
  override readonly paginator = new CursorTokenPaginator({
    at: "paging.after",
    param: "page.after",
    in: "body",
    size: { param: "page.limit", value: 100, in: "body" },
    cap: { records: 10_000, restart: { field: "id", param: "filter.id_from", in: "body" } },
  });

  /** Bounds are numbers, though the records have texts. */
  override readonly cursor = new DateWindowCursor({
    field: "updated_at",
    from: "filter.updated_from",
    to: "filter.updated_to",
    in: "body",
    as: epochMillis,
    fieldAs: isoMillis,
  });

  path() {
    return path`v3/${this.name}/search`;
  }

  override body() {
    return json({ sort: "id" });
  }

  /** The API keeps all but ID and time in an object of its own; tables want columns. */
  override map({ properties, ...record }: JsonObject): JsonObject {
    return { ...record, ...(properties as JsonObject) };
  }
}

export class Contacts extends Search {
  readonly name = "contacts";
  readonly description = "People, also those without a deal.";
  readonly schema = s.record({
    id: s.key(s.integer),
    updated_at: s.timestamp,
    email: s.string,
    full_name: s.string,
    company: s.string,
  });
}

export class Deals extends Search {
  readonly name = "deals";
  readonly description = "Deals in all stages.";
  readonly schema = s.record({
    id: s.key(s.integer),
    updated_at: s.timestamp,
    contact_id: s.refers(s.integer, "contacts"),
    stage: s.string,
    amount: s.number,
  });
}

export class Notes extends GraphQlStream<Config> {
  readonly name = "notes";
  readonly description = "Notes on contacts.";
  readonly schema = s.record({
    id: s.key(s.string),
    created_at: s.timestamp,
    body: s.string,
    contact: s.object({ id: s.refers(s.integer, "contacts") }),
    author: s.object({ name: s.string }),
  });
  readonly primaryKey = ["id"];
  override readonly recordsAt = "data.notes.nodes";
  override readonly paginator = new RelayPaginator({ at: "data.notes", size: { value: 50 } });
  override readonly cursor = new SinceCursor({ field: "created_at", from: "variables.since", in: "body" });
  readonly document = `
    query Notes($first: Int!, $after: String, $since: DateTime) {
      notes(first: $first, after: $after, since: $since) {
        nodes { id created_at: createdAt body contact { id } author { name } }
        pageInfo { hasNextPage endCursor }
      }
    }`;

  /** An author whom the user may not see is null, with an error: the note is worth more than the name. */
  override readonly partialData = true;
}

export class Forecasts extends HttpStream<Config> {
  readonly name = "forecasts";
  readonly description = "Expected revenue by month; not in all plans.";
  readonly schema = s.record({ month: s.key(s.string), expected: s.number, best_case: s.number });
  readonly primaryKey = ["month"];
  override readonly recordsAt = "forecasts";

  /** Only the code of a missing plan: any other 403 is a missing permission, which fails the stream. */
  override readonly errors = [
    when({ status: 403, at: "error.code", is: "PLAN_REQUIRED" }).skip("The plan has no forecasts.", {
      wholeStream: true,
    }),
  ];

  path() {
    return "v3/forecasts";
  }
}

/** In the order in which `discover` lists them. */
export const streams = [Contacts, Deals, Notes, Forecasts];
