import { BearerAuth, type Cursor, GraphQlStream, RelayPaginator, SinceCursor, Source, s, secret } from "@sluice/core";
import * as z from "zod";
import { FakeApi, type FakeReply, type FakeVendor } from "../src/index.js";

const config = z.looseObject({ token: secret({ title: "Token", description: "From the settings page." }) });
type Config = z.infer<typeof config>;

const PAGE = 2;

abstract class Things extends GraphQlStream<Config> {
  readonly description = "A stream of the tests.";
  readonly schema = s.record({ id: s.key(s.integer), updatedAt: s.timestamp });
  readonly primaryKey = ["id"];
  override readonly cursor: Cursor | undefined = undefined;
}

/** A connection with its records in nodes, and a bound as a variable. */
export class Issues extends Things {
  readonly name = "issues";
  readonly document = `query Issues($first: Int!, $after: String, $since: DateTime) {
    issues(first: $first, after: $after, since: $since) { nodes { id updatedAt } pageInfo { hasNextPage endCursor } }
  }`;
  override readonly recordsAt = "data.issues.nodes";
  override readonly paginator = new RelayPaginator({ at: "data.issues", size: { value: PAGE } });
  override readonly cursor = new SinceCursor({ field: "updatedAt", from: "variables.since", in: "body" });
}

/** A connection with its records in edges. */
export class Labels extends Things {
  readonly name = "labels";
  readonly document = `query Labels($first: Int!, $after: String) {
    labels(first: $first, after: $after) { edges { node { id updatedAt } } pageInfo { hasNextPage endCursor } }
  }`;
  override readonly recordsAt = "data.labels.edges.*.node";
  override readonly paginator = new RelayPaginator({ at: "data.labels", size: { value: PAGE } });
}

/** A connector whose streams share the path of GraphQL. */
export class GraphQlSource extends Source<typeof config> {
  readonly name = "graphql";
  readonly title = "GraphQL";
  readonly version = "1.0.0";
  readonly documentationUrl = "https://example.com/docs";
  readonly config = config;
  readonly streams = [Issues, Labels];
  readonly limits = { concurrency: 2, requestsPerMinute: 1000 };
  baseUrl(): string {
    return "https://api.example.com";
  }
  authenticator({ token }: Config): BearerAuth {
    return new BearerAuth({ token });
  }
  async probe(): Promise<void> {}
}

interface Body {
  readonly query: string;
  readonly variables: { readonly first?: number; readonly after?: string; readonly since?: string };
}

const DAY_MS = 86_400_000;

function rowsFrom(first: number) {
  return [0, 1, 2, 3, 4, 5, 6].map((index) => ({
    id: first + index,
    updatedAt: new Date(Date.UTC(2026, 0, 1) + index * DAY_MS).toISOString(),
  }));
}

const ROWS = { issues: rowsFrom(1), labels: rowsFrom(101) };

/** A page of a connection; an error for an unknown cursor. */
function reply({ query, variables: { first, after = "o0", since = "" } }: Body): FakeReply {
  const isIssues = query.startsWith("query Issues");
  const rows = (isIssues ? ROWS.issues : ROWS.labels).filter(({ updatedAt }) => updatedAt >= since);
  const from = Number(after.slice(1));
  if (first !== PAGE || Number.isNaN(from)) {
    return { json: { data: null, errors: [{ message: "no such cursor", extensions: { code: "BAD_USER_INPUT" } }] } };
  }
  const nodes = rows.slice(from, from + PAGE);
  const pageInfo = { hasNextPage: from + PAGE < rows.length, endCursor: `o${from + PAGE}` };
  if (isIssues) return { json: { data: { issues: { nodes, pageInfo } } } };
  return { json: { data: { labels: { edges: nodes.map((node) => ({ node })), pageInfo } } } };
}

/** A fake of the API that the source reads. */
export async function startGraphQl(): Promise<FakeVendor> {
  const api = await FakeApi.start();
  api.post("/graphql", ({ json }) => reply(json as unknown as Body));
  const expected = new Map(Object.entries(ROWS));
  return { api, config: { token: "the-Token-1", base_url: api.url }, expected };
}
