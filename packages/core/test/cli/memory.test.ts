/** A heap that is too small ends a read in words, not in an abort. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { atNotes, atProjects, type FakeAcme, startAcme } from "../runner/support/acme.js";
import { type Finished, runWith } from "../runner/support/process.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const inSmallHeap = (streams: string): Promise<Finished> =>
  runWith(acme.config, ["read", "--streams", streams], {
    environment: { ACME: "faulty", NODE_OPTIONS: "--max-old-space-size=96" },
  });

test("a stream that keeps all it reads fails while there is room to say so, with its state in front", async () => {
  const name = "x".repeat(100_000);
  acme.api.inject({
    at: atProjects,
    times: Number.POSITIVE_INFINITY,
    reply: ({ query }) => {
      const page = Number(query.get("cursor") ?? 1);
      const items = Array.from({ length: 10 }, (_, index) => ({ id: `p${page}-${index}`, name }));
      return { json: { items, next: page + 1 } };
    },
  });
  const { output, signal } = await inSmallHeap("hoarding,notes");
  expect([output.status, signal]).toEqual([1, null]);
  expect(output.errors()).toEqual([
    expect.objectContaining({
      failure_type: "system_error",
      stream_descriptor: { name: "hoarding" },
      message: expect.stringMatching(
        /^Stream "hoarding": Memory is nearly used up: .*NODE_OPTIONS=--max-old-space-size/,
      ),
    }),
  ]);
  const { hoarding = 0, notes } = output.counts();
  expect(hoarding).toBeGreaterThan(100);
  expect(notes).toBe(3);
  expect(output.order("hoarding")).toMatch(/RECORD STATE ERROR INCOMPLETE$/);
  expect(output.states("hoarding").at(-1)?.data).toEqual({ cursor: hoarding / 10 + 1 });
});

test("a page that cannot fit fails its stream, and the others are read", async () => {
  const items = Array.from({ length: 500 }, (_, id) => ({ id, body: "x".repeat(100_000) }));
  acme.api.inject({ at: atNotes, reply: { json: { items } } });
  const { output, signal } = await inSmallHeap("notes,projects");
  expect([output.status, signal, output.counts()]).toEqual([1, null, { projects: 5 }]);
  expect(output.errors("notes")).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/a reply of 48 MB is to come\. Raise the limit/) }),
  ]);
});
