import {
  BearerAuth,
  type Cursor,
  HttpStream,
  type Page,
  Paginator,
  type Query,
  type RequestChange,
  SinglePagePaginator,
  Source,
  type StreamClass,
  s,
  secret,
} from "@sluice/core";
import * as z from "zod";
import { FakeApi, type FakeVendor } from "../src/index.js";

const config = z.looseObject({
  token: secret({ title: "Token", description: "From the settings page." }),
  base_url: z.string(),
});
type Config = z.infer<typeof config>;

/** Pages by a Link header, and reads the total from a header too: no fault can know its parameters. */
export class LinkHeader extends Paginator {
  readonly endsWith = "no next link";

  next({ headers }: Page): RequestChange | undefined {
    const url = /<([^>]+)>; rel="next"/.exec(headers["link"] ?? "")?.[1];
    return url === undefined ? undefined : { url };
  }

  override total({ headers }: Page): number | undefined {
    return headers["x-total"] === undefined ? undefined : Number(headers["x-total"]);
  }
}

abstract class SmallStream extends HttpStream<Config> {
  readonly description = "A stream of the tests.";
  readonly schema = s.record({ id: s.key(s.integer), updatedAt: s.timestamp });
  readonly primaryKey = ["id"];
  override readonly cursor: Cursor | undefined = undefined;

  path(): string {
    return this.name;
  }
}

/** Three pages of two records. */
export class Items extends SmallStream {
  readonly name = "items";
  override readonly paginator: Paginator = new LinkHeader();
}

/** All records at once. */
export class Labels extends SmallStream {
  readonly name = "labels";
  override readonly paginator: Paginator = new SinglePagePaginator();
  override query(): Query {
    return { kind: "all" };
  }
}

/** A connector of two streams. */
export class SmallSource extends Source<typeof config> {
  readonly name = "small";
  readonly title = "Small";
  readonly version = "1.0.0";
  readonly documentationUrl = "https://example.com/docs";
  readonly config = config;
  readonly streams: readonly StreamClass<Config>[] = [Items, Labels];
  readonly limits = { concurrency: 2, requestsPerMinute: 1000 };
  baseUrl({ base_url }: Config): string {
    return base_url;
  }
  authenticator({ token }: Config): BearerAuth {
    return new BearerAuth({ token });
  }
  async probe(): Promise<void> {}
}

const ROWS = [1, 2, 3, 4, 5, 6].map((id) => ({ id, updatedAt: `2026-01-0${id}T00:00:00Z` }));

/** A fake of the API that the small source reads. */
export async function startSmall(rows = ROWS): Promise<FakeVendor> {
  const api = await FakeApi.start();
  api.get("/labels", () => ({ json: rows }));
  api.get("/items", ({ query }) => {
    const from = Number(query.get("from") ?? 0);
    const link: Record<string, string> =
      from + 2 < rows.length ? { Link: `</items?from=${from + 2}>; rel="next"` } : {};
    return { json: rows.slice(from, from + 2), headers: { "X-Total": String(rows.length), ...link } };
  });
  const expected = new Map([
    ["items", rows],
    ["labels", rows],
  ]);
  return { api, config: { token: "the-Token-1", base_url: api.url }, expected };
}
