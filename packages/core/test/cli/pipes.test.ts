/** How the process ends if its reader is slow or goes away, if stdout is full, and on signals. */
import { open } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { Output } from "@sluice/testkit";
import { atNotes, atProjects, type FakeAcme, startAcme } from "../runner/support/acme.js";
import { type Child, runWith, start } from "../runner/support/process.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

/** Makes the vendor answer with so many pages of projects, of a megabyte each. */
function manyPages(pages: number): void {
  const name = "x".repeat(100_000);
  acme.api.inject({
    at: atProjects,
    times: Number.POSITIVE_INFINITY,
    reply: ({ query }) => {
      const page = Number(query.get("cursor") ?? 1);
      const items = Array.from({ length: 10 }, (_, index) => ({ id: `p${page}-${index}`, name }));
      return { json: { items, next: page < pages ? page + 1 : null } };
    },
  });
}

function startRead(streams: string, ...more: string[]): Child {
  return start(["read", "--config", "-", "--streams", streams, ...more], { stdin: JSON.stringify(acme.config) });
}

const pagesRequested = () => acme.api.requests.filter(atProjects).length;

describe("a reader that goes away", () => {
  test("ends the process by SIGTERM, with nothing on stderr and no further request", async () => {
    manyPages(Number.POSITIVE_INFINITY);
    const child = startRead("projects");
    await child.until('"RECORD"');
    child.stdout.destroy();
    expect(await child.ended).toEqual({ status: null, signal: "SIGTERM" });
    expect(child.stderr).toBe("");
    expect(pagesRequested()).toBeLessThan(20);
  });

  test("ends the process at once although another stream waits for ten minutes", async () => {
    manyPages(Number.POSITIVE_INFINITY);
    acme.api.inject({ at: atNotes, reply: { status: 503, headers: { "retry-after": "600" } }, times: 99 });
    const child = startRead("projects,notes", "--debug");
    await child.until("waits 600000 ms");
    child.stdout.destroy();
    expect(await child.ended).toEqual({ status: null, signal: "SIGTERM" });
    expect(child.stderr).toBe("");
  });

  test("does not crash the process if it read both stdout and stderr, with logs as text", async () => {
    manyPages(Number.POSITIVE_INFINITY);
    const child = startRead("projects", "--log-format=text", "--debug");
    child.process.stderr.destroy();
    await child.until('"RECORD"');
    child.stdout.destroy();
    expect(await child.ended).toEqual({ status: null, signal: "SIGTERM" });
  });

  test("does not end the read if it read only stderr", async () => {
    const child = startRead("projects,notes", "--log-format=text", "--debug");
    child.process.stderr.destroy();
    const stdout = await text(child);
    expect(await child.ended).toEqual({ status: 0, signal: null });
    expect(new Output(stdout, 0).counts()).toEqual({ projects: 5, notes: 3 });
  });
});

describe("a slow reader", () => {
  test("stops the fetching after a few pages", async () => {
    manyPages(30);
    const idle = startRead("projects");
    await readable(idle);
    const child = startRead("projects");
    const bytes = (await text(child)).length;
    expect(await child.ended).toEqual({ status: 0, signal: null });
    expect(bytes).toBeGreaterThan(30_000_000);
    expect(pagesRequested() - 30).toBeLessThanOrEqual(4);

    const late = await text(idle);
    expect(await idle.ended).toEqual({ status: 0, signal: null });
    expect(new Output(late, 0).counts()).toEqual({ projects: 300 });
  });
});

describe("two streams whose pages wait for the reader at once", () => {
  test("do not overwrite each other's", async () => {
    manyPages(10);
    acme.account.notes = Array.from({ length: 10 }, (_, id) => ({ id, body: "y".repeat(100_000) }));
    const child = startRead("projects,notes");
    await readable(child);
    const lines = (await text(child)).split("\n").filter((line) => line.includes('"RECORD"'));
    const records = lines.map((line) => (JSON.parse(line) as { record: { stream: string; data: JsonObject } }).record);
    const keysOf = (name: string) => records.flatMap(({ stream, data }) => (stream === name ? [data["id"]] : []));
    expect(keysOf("notes")).toEqual(Array.from({ length: 10 }, (_, id) => id));
    expect(keysOf("projects")).toEqual(
      Array.from({ length: 100 }, (_, index) => `p${Math.floor(index / 10) + 1}-${index % 10}`),
    );
  });
});

describe("signals", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("end the process during a wait for the rate limit: %s", async (signal) => {
    acme.api.inject({ at: atNotes, reply: { status: 429, headers: { "retry-after": "600" } }, times: 99 });
    const child = startRead("notes");
    await child.until("RATE_LIMITED");
    child.process.kill(signal);
    expect(await child.ended).toEqual({ status: null, signal });
    expect(child.stderr).toBe("");
  });
});

describe("a stdout on a full disk", () => {
  test("ends the process with exit 1 and the reason on stderr", async () => {
    const full = await open("/dev/full", "w");
    try {
      const child = start(["read", "--config", "-"], { stdin: JSON.stringify(acme.config), stdout: full.fd });
      expect(await child.ended).toEqual({ status: 1, signal: null });
      expect(child.stderr).toMatch(/^Cannot write to stdout: ENOSPC: no space left on device, write\n$/);
    } finally {
      await full.close();
    }
  });
});

test("writes all of a large output before the process ends", async () => {
  manyPages(20);
  const { output, status } = await runWith(acme.config, ["read", "--streams", "projects"]);
  expect(status).toBe(0);
  expect(output.counts()).toEqual({ projects: 200 });
  expect(output.statuses("projects").at(-1)).toBe("COMPLETE");
  expect(output.lines.at(-1)?.type).toBe("LOG");
});

async function text(child: Child): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Resolves when the stream is readable, without reading. */
function readable(child: Child): Promise<void> {
  return new Promise((resolve) => child.stdout.once("readable", resolve));
}
