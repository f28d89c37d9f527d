/** A stream of which the API refuses everything, and whose source passes over that: what an earlier sync loaded must stay. */
import { expect, test } from "@jest/globals";
import { complete, record, state, trace } from "./messages.js";
import { replaced, type Source } from "./source.js";
import { ALL, errorOf, expectComplete, onEachDestination, type TestDestination } from "./support.js";

const KEY = { source_defined_primary_key: [["id"]] };
const STREAMS = ["plans", "users"].map((name) => replaced(name, { id: { type: "integer" } }, KEY));
const REASON = "The API refuses all of the stream plans (HTTP 403). The plan does not cover it.";

const users = [record("users", { id: 7 }), state("users", "{}"), complete("users")];

const plans = (...ids: readonly number[]): Source => ({
  streams: STREAMS,
  read: [...users, ...ids.map((id) => record("plans", { id })), state("plans", "{}"), complete("plans")],
});

/** What a Sluice connector writes for a stream that it skips as a whole. */
function skipping(more: Partial<Source> = {}, parents: readonly string[] = []): Source {
  const analytics = (type: string, value: object) =>
    trace("ANALYTICS", { analytics: { type: `sluice-skipped-${type}`, value: JSON.stringify(value) } });
  const status = { stream_descriptor: { name: "plans" }, status: "INCOMPLETE" };
  const lines = [
    ...parents.map((parent) => analytics("parent", { stream: "plans", parent })),
    state("plans", '{"__ab_no_cursor_state_message":true}'),
    analytics("stream", { stream: "plans", reason: REASON }),
    trace("STREAM_STATUS", { stream_status: status }),
  ];
  return { streams: STREAMS, read: [...users, ...lines], ...more };
}

const ended = ({ ended }: Awaited<ReturnType<TestDestination["sync"]>>) =>
  ended?.streams.find(({ stream }) => stream === "plans") as { readonly skipped?: string } | undefined;

onEachDestination(ALL, (place) => {
  test("keeps the table, loads the other streams and exits 0", async () => {
    expectComplete(await place.sync(plans(1, 2)));
    const second = await place.sync(skipping({}, ["productId a"]));
    expectComplete(second);
    expect(ended(second)?.skipped).toBe(REASON);
    expect(await place.ids("plans")).toEqual([1, 2]);
    expect(await place.ids("users")).toEqual([7]);
    expectComplete(await place.sync(plans(3)));
    expect(await place.ids("plans")).toEqual([3]);
  });

  test("fails if the source fails because everything was refused, and keeps the table", async () => {
    expectComplete(await place.sync(plans(1, 2)));
    const error = { message: "Nothing was read.", failure_type: "config_error" };
    const all = skipping({ exit: 1 });
    const read = [...(all.read as readonly string[]).slice(users.length), trace("ERROR", { error })];
    const second = await place.sync({ ...all, read }, "--streams", "plans");
    expect(second.status).toBe(1);
    expect(second.ended?.errors.join()).toContain("Nothing was read.");
    expect(errorOf(second, "plans")).toBe("");
    expect(await place.ids("plans")).toEqual([1, 2]);
  });
});

onEachDestination(["DuckDB"], (place) => {
  test("says in the last line and in the table what is missing", async () => {
    expectComplete(await place.sync(skipping()));
    const { status, stdout } = await place.sluice("sync", "./source-acme.js");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Complete except for 1 stream that the API refuses: 1 record of 2 streams in /m);
    expect(stdout).toMatch(/acme\.plans +skipped/);
  });

  test("does not fail a sample either, which reads one stream at a time", async () => {
    const read = `
      const lines = ${JSON.stringify([users, skipping().read])};
      if (isAsked({ name: "users" })) lines[0].forEach(print);
      else { lines[1].slice(${users.length}).forEach(print); process.exitCode = 1; }`;
    const synced = await place.sync({ streams: STREAMS, read, exit: 1 }, "--limit", "1");
    expect(synced.ended).toMatchObject({ ok: true, errors: [] });
  });
});
