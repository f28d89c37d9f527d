/** Streams of things that change, for tests of incremental reads and of reads that go on, and the lists that they read. */
import { type FakeApi, FastClock } from "@sluice/testkit";
import type { Cursor } from "../../src/cursors/cursor.js";
import { NewestFirst } from "../../src/cursors/newest-first.js";
import { path } from "../../src/http/path.js";
import { CursorToken } from "../../src/pagination/cursor-token.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import type { JsonObject } from "../../src/protocol/json.js";
import { integer, key, record, timestamp } from "../../src/schema/fields.js";
import { HttpStream, type StreamContext } from "../../src/streams/http-stream.js";
import type { Slice } from "../../src/streams/slice.js";
import { STARTED_MS } from "./passes.js";
import { contextOf } from "./streams.js";

export const change = record({ id: key(integer), updatedAt: timestamp });

export interface ChangesOptions {
  readonly cursor?: Cursor | undefined;
  readonly paginator?: Paginator;
}

/** Things under `/changes`, by default in pages that a token leads to, newest first. */
export class Changes extends HttpStream<typeof change, undefined> {
  readonly name: string = "changes";
  readonly description = "Things that change.";
  readonly schema = change;
  readonly primaryKey = ["id"];
  override readonly cursor: Cursor | undefined;
  protected override readonly paginator: Paginator;
  protected override readonly recordsAt = "items";

  constructor(context: StreamContext<undefined>, options: ChangesOptions = {}) {
    super(context);
    this.cursor = "cursor" in options ? options.cursor : new NewestFirst("updatedAt");
    this.paginator = options.paginator ?? new CursorToken({ at: "next", param: "token" });
  }

  protected path(_slice: Slice): string {
    return "changes";
  }
}

/** What each organization's list holds, under `/orgs/:orgId/changes`. */
export class ChangesOfOrgs extends Changes {
  protected override readonly inject = ["orgId"];
  protected override readonly skipSliceOn = [403];
  orgIds: readonly number[] = [1, 2, 3];

  protected override slices(): ReturnType<Changes["slices"]> {
    return Promise.resolve(this.orgIds.map((orgId) => ({ orgId })));
  }

  protected override path({ orgId }: Slice): string {
    return path`orgs/${orgId}/changes`;
  }
}

/** The context of a run that begins at `STARTED`, unless told otherwise. */
export function startedContext(api: FakeApi, startedMs = STARTED_MS): StreamContext<undefined> {
  return contextOf(api, new FastClock(startedMs)).context;
}

/** A time on a day of February. */
export const day = (date: number): string => `2026-02-${String(date).padStart(2, "0")}T00:00:00Z`;

/** Records with these ids, each changed on the day of its id. */
export const changed = (...ids: readonly number[]): JsonObject[] => ids.map((id) => ({ id, updatedAt: day(id) }));

/** Answers a route with these pages, to each of which `token=<index>` leads. */
export function servePages(api: FakeApi, route: string, ...pages: readonly (readonly JsonObject[])[]): void {
  api.get(route, ({ query }) => {
    const index = Number(query.get("token") ?? 0);
    return { json: { items: pages[index] ?? [], next: index + 1 < pages.length ? index + 1 : null } };
  });
}

/** The tokens that were asked for, by path; a first page is null. */
export const tokens = (api: FakeApi, at = "/changes"): (string | null)[] =>
  api.requests.filter(({ path: asked }) => asked === at).map(({ query }) => query.get("token"));

/** The state of a stream whose organizations have one each. */
export function orgStates(cursors: Readonly<Record<number, JsonObject>>): JsonObject {
  const states = Object.entries(cursors).map(([orgId, cursor]) => ({
    partition: { orgId: Number(orgId), parent_slice: {} },
    cursor,
  }));
  return { use_global_cursor: false, states };
}
