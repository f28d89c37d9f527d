/** How the process ends when its reader is slow, goes away or cannot take more, and on signals. */
import { open } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Output } from "@sluice/testkit";
import { atNotes, atProjects, type FakeAcme, startAcme } from "../runner/support/acme.js";
import { type Child, runWith, start } from "../runner/support/process.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

/** From now on the vendor has so many pages of projects, of a megabyte each. */
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

const pagesAsked = () => acme.api.requests.filter(atProjects).length;

describe("a reader that goes away", () => {
  test("ends the process by SIGTERM, with nothing on stderr and no further page", async () => {
    manyPages(Number.POSITIVE_INFINITY);
    const child = startRead("projects");
    await child.until('"RECORD"');
    child.stdout.destroy();
    expect(await child.ended).toEqual({ status: null, signal: "SIGTERM" });
    expect(child.stderr).toBe("");
    expect(pagesAsked()).toBeLessThan(20);
  });

  test("ends it at once though another stream waits for ten minutes", async () => {
    manyPages(Number.POSITIVE_INFINITY);
    acme.api.inject({ at: atNotes, reply: { status: 503, headers: { "retry-after": "600" } }, times: 99 });
    const child = startRead("projects,notes", "--debug");
    await child.until("waits 600000 ms");
    child.stdout.destroy();
    expect(await child.ended).toEqual({ status: null, signal: "SIGTERM" });
    expect(child.stderr).toBe("");
  });

  test("of stdout and stderr is no crash either, with logs as text", async () => {
    manyPages(Number.POSITIVE_INFINITY);
    const child = startRead("projects", "--log-format=text", "--debug");
    child.process.stderr.destroy();
    await child.until('"RECORD"');
    child.stdout.destroy();
    expect(await child.ended).toEqual({ status: null, signal: "SIGTERM" });
  });

  test("of stderr alone does not end the read", async () => {
    const child = startRead("projects,notes", "--log-format=text", "--debug");
    child.process.stderr.destroy();
    const stdout = await text(child);
    expect(await child.ended).toEqual({ status: 0, signal: null });
    expect(new Output(stdout, 0).counts()).toEqual({ projects: 5, notes: 3 });
  });
});

describe("a reader that is slow", () => {
  test("holds the fetching back: while another reads all pages, one that reads nothing gets a few", async () => {
    manyPages(30);
    const idle = startRead("projects");
    await readable(idle);
    const child = startRead("projects");
    const bytes = (await text(child)).length;
    expect(await child.ended).toEqual({ status: 0, signal: null });
    expect(bytes).toBeGreaterThan(30_000_000);
    expect(pagesAsked() - 30).toBeLessThanOrEqual(4);

    const late = await text(idle);
    expect(await idle.ended).toEqual({ status: 0, signal: null });
    expect(new Output(late, 0).counts()).toEqual({ projects: 300 });
  });
});

describe("signals", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s during a wait for the rate limit ends the process by that signal",
    async (signal) => {
      acme.api.inject({ at: atNotes, reply: { status: 429, headers: { "retry-after": "600" } }, times: 99 });
      const child = startRead("notes");
      await child.until("RATE_LIMITED");
      child.process.kill(signal);
      expect(await child.ended).toEqual({ status: null, signal });
      expect(child.stderr).toBe("");
    },
  );
});

describe("a stdout that takes no more", () => {
  test("is exit 1 and a text on stderr: a full disk", async () => {
    const full = await open("/dev/full", "w");
    try {
      const child = start(["read", "--config", "-"], { stdin: JSON.stringify(acme.config), stdout: full.fd });
      expect(await child.ended).toEqual({ status: 1, signal: null });
      expect(child.stderr).toMatch(/^stdout cannot be written: ENOSPC: no space left on device, write\n$/);
    } finally {
      await full.close();
    }
  });
});

test("all of a large output is there when the process has ended", async () => {
  manyPages(20);
  const { output, status } = await runWith(acme.config, ["read", "--streams", "projects"]);
  expect([status, output.counts(), output.statuses("projects").at(-1)]).toEqual([0, { projects: 200 }, "COMPLETE"]);
  expect(output.lines.at(-1)?.type).toBe("LOG");
});

async function text(child: Child): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Resolves when something can be read; reads nothing. */
function readable(child: Child): Promise<void> {
  return new Promise((resolve) => child.stdout.once("readable", resolve));
}
