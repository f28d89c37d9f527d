/** Streams of records that change, for tests of incremental and resumed reads, and the lists that they read. */
import { type FakeApi, FastClock } from "@sluice/testkit";
import type { Cursor } from "../../src/cursors/cursor.js";
import { DescendingCursor } from "../../src/cursors/descending.js";
import { when } from "../../src/http/error-rule.js";
import { path } from "../../src/http/path.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import type { JsonObject } from "../../src/protocol/json.js";
import * as s from "../../src/schema/fields.js";
import type { StreamContext } from "../../src/streams/context.js";
import { HttpStream } from "../../src/streams/http-stream.js";
import type { Slice } from "../../src/streams/stream.js";
import type { ObserverLog } from "./client.js";
import { STARTED_MS } from "./cursor-runs.js";
import { contextOf } from "./streams.js";

export const change = s.record({ id: s.key(s.integer), updatedAt: s.timestamp });

export interface ChangesOptions {
  readonly cursor?: Cursor | undefined;
  readonly paginator?: Paginator;
}

/** Records under `/changes`, by default in pages with a token, newest first. */
export class Changes extends HttpStream<undefined> {
  readonly name: string = "changes";
  readonly description = "Things that change.";
  readonly schema = change;
  readonly primaryKey = ["id"];
  override readonly cursor: Cursor | undefined;
  override readonly paginator: Paginator;
  override readonly recordsAt = "items";
  readonly observerLog: ObserverLog;

  constructor(context: StreamContext<undefined>, options: ChangesOptions = {}) {
    super(context);
    this.observerLog = context.observer as ObserverLog;
    this.cursor = "cursor" in options ? options.cursor : new DescendingCursor({ field: "updatedAt" });
    this.paginator = options.paginator ?? new CursorTokenPaginator({ at: "next", param: "token" });
  }

  path(_slice: Slice): string {
    return "changes";
  }
}

/** The list of each organization, under `/orgs/:orgId/changes`. */
export class ChangesOfOrgs extends Changes {
  override readonly addParentFields = ["orgId"];
  override readonly errors = [when({ status: 403 }).skip("No right.")];
  orgIds: readonly number[] = [1, 2, 3];

  override slices(): ReturnType<Changes["slices"]> {
    return Promise.resolve(this.orgIds.map((orgId) => ({ orgId })));
  }

  override path({ orgId }: Slice): string {
    return path`orgs/${orgId}/changes`;
  }
}

/** The context of a run that begins at `STARTED` by default. */
export function startedContext(api: FakeApi, startedMs = STARTED_MS): StreamContext<undefined> {
  return contextOf(api, new FastClock(startedMs)).context;
}

/** A time on a day of February. */
export const day = (date: number): string => `2026-02-${String(date).padStart(2, "0")}T00:00:00Z`;

/** Records with these ids, each changed on the day of its id. */
export const changed = (...ids: readonly number[]): JsonObject[] => ids.map((id) => ({ id, updatedAt: day(id) }));

/** Answers a route with these pages; `token=<index>` selects one. */
export function servePages(api: FakeApi, route: string, ...pages: readonly (readonly JsonObject[])[]): void {
  api.get(route, ({ query }) => {
    const index = Number(query.get("token") ?? 0);
    return { json: { items: pages[index] ?? [], next: index + 1 < pages.length ? index + 1 : null } };
  });
}

/** The tokens of the requests for a path; null for a first page. */
export const tokens = (api: FakeApi, at = "/changes"): (string | null)[] =>
  api.requests.filter(({ path: asked }) => asked === at).map(({ query }) => query.get("token"));

/** The state of a stream with a cursor for each organization. */
export function orgStates(cursors: Readonly<Record<number, JsonObject>>): JsonObject {
  const states = Object.entries(cursors).map(([orgId, cursor]) => ({
    partition: { orgId: Number(orgId), parent_slice: {} },
    cursor,
  }));
  return { use_global_cursor: false, states };
}
