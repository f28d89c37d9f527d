/**
 * The connector of a vendor whose customers make their own tables: each table of the account is a stream, with the fields that the API
 * describes.
 */
import {
  BearerAuth,
  CursorTokenPaginator,
  type Discovery,
  type HttpClient,
  HttpStream,
  path,
  type RecordOf,
  Source,
  type StreamClass,
  s,
  secret,
} from "@sluice/core";
import * as z from "zod";

const config = z.looseObject({ token: secret({ title: "Token", description: "Grid shows it under Settings > API." }) });
export type Config = z.infer<typeof config>;

/** The vendor's types. */
const TYPES = { text: s.string, count: s.integer, amount: s.number, check: s.boolean, day: s.date };

/** Paging that all lists of the vendor share. */
abstract class GridStream extends HttpStream<Config> {
  readonly primaryKey = ["id"];
  override readonly recordsAt = "items";
  override readonly paginator = new CursorTokenPaginator({ at: "next", param: "from" });
}

/** The tables of the account: a stream, and what the other streams are made of. */
export class Tables extends GridStream {
  readonly name = "tables";
  readonly description = "The tables of the account, and their fields.";
  readonly schema = s.record({
    id: s.key(s.string),
    name: s.key(s.string),
    fields: s.key(s.array(s.object({ name: s.string, type: s.string }))),
  });
  path() {
    return "tables";
  }
}

/** The rows of one table. */
export function rowsOf({ id, name, fields }: RecordOf<Tables>): StreamClass<Config> {
  return class extends GridStream {
    readonly name = name;
    readonly description = `Rows of the table ${name}.`;
    readonly schema = s.record({
      ...s.fields(
        fields.map((one) => [one?.name, one?.type]),
        TYPES,
      ),
      id: s.key(s.integer),
    });
    path() {
      return path`tables/${id}/rows`;
    }
  };
}

/** The connector. */
export class Grid extends Source<typeof config> {
  readonly name = "grid";
  readonly title = "Grid";
  readonly version = "1.0.0";
  readonly documentationUrl = "https://docs.grid.example";
  readonly config = config;
  readonly streams: readonly StreamClass<Config>[] = [Tables];
  readonly limits = { concurrency: 2, requestsPerMinute: 10_000 };

  override async streamsFor(_config: Config, { records }: Discovery<Config>): Promise<readonly StreamClass<Config>[]> {
    const tables = await records(Tables);
    return [...this.streams, ...tables.map(rowsOf)];
  }

  baseUrl(): string {
    return "https://api.grid.example";
  }

  authenticator({ token }: Config): BearerAuth {
    return new BearerAuth({ token });
  }

  async probe(http: HttpClient): Promise<void> {
    await http.send(http.request("me"), "check");
  }
}
