import { describe, expect, test } from "@jest/globals";
import type { RunRecord } from "../../src/destinations/destination.js";
import { html } from "../../src/report/html.js";
import { FIRST_LINE, page } from "../../src/report/page.js";
import { count, entry, gathered, run, state } from "./support.js";

describe("markup", () => {
  test("escapes text, in elements and in attributes, and not markup", () => {
    const text = `<b title="x">'&'</b>`;
    expect(html`<i title="${text}">${text}${html`<br>`}</i>`.markup).toBe(
      '<i title="&lt;b title=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;">&lt;b title=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;<br></i>',
    );
  });

  test("joins lists, and drops what is nothing", () => {
    expect(html`${["a", html`<br>`, 1]}${undefined}${null}${false}${0}`.markup).toBe("a<br>10");
  });

  test("shows control characters, and those that turn text around, as codes", () => {
    expect(html`${"a\u0000b\u202ec\n"}`.markup).toBe("a\\u0000b\\u202ec\n");
  });
});

/** Text that would run if it were taken for markup. */
const HOSTILE = `<script>alert(1)</script><img src=x onerror=alert(2)>"'&`;

/** Every value from data that a page has. */
function hostilePage(): string {
  const error = `${HOSTILE} failed. Check ${HOSTILE}`;
  const changes = [{ kind: "added" as const, column: HOSTILE }];
  const streams = [
    count(HOSTILE, { status: "INCOMPLETE", error, changes, warnings: [HOSTILE], skippedParents: [HOSTILE], rows: 1 }),
    count(HOSTILE, {
      skipped: HOSTILE,
      typeMismatches: [{ field: HOSTILE, values: 1, first: 0 }],
      cursor: HOSTILE,
      rows: 2,
    }),
  ];
  const more = { id: HOSTILE, connection: HOSTILE, streams, error: HOSTILE, errors: [HOSTILE], warnings: [HOSTILE] };
  const table = entry(HOSTILE, [HOSTILE, "id", `${HOSTILE}_id`], {
    privacy: { excluded: [HOSTILE], hashed: [HOSTILE], salts: [] },
  });
  const states = new Map([
    [HOSTILE, state(table)],
    ["other", state()],
  ]);
  const about = { destination: HOSTILE, version: HOSTILE, states };
  return page(gathered([run(1, { ...more, status: "failed" }), run(2, more)], about));
}

test("a page has no markup but its own, whatever tables, streams and messages are called", () => {
  const content = hostilePage();
  expect(content.match(/<script/g)).toHaveLength(1);
  expect(content).not.toMatch(/<img/);
  expect(content.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;/g)?.length).toBeGreaterThan(20);
});

test("a page loads nothing, and forbids that to whatever may be in it", () => {
  const content = page(gathered([run(1, { streams: [count("users")] })]));
  expect(content.startsWith(FIRST_LINE)).toBe(true);
  expect(content).toMatch(
    /http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
  );
  expect(content).not.toMatch(/https?:|src=|@import|url\((?!#)| style=| on[a-z]+=/);
});

test("a page without any run or table still has all sections", () => {
  const content = page(gathered([]));
  expect(content).toContain("No run is kept.");
  expect(content).toContain("Nothing failed in these runs.");
  expect(content).toContain("No schema has changed in these runs.");
});

test("a history of 10,000 runs of 120 streams makes a page of less than 2 MB, and says what is left out", () => {
  const names = Array.from({ length: 120 }, (_none, index) => `stream_${index}`);
  const streams = names.map((name, index) => count(name, { rows: index * 1000, mode: "merge" }));
  const failing = [
    ...streams.slice(1),
    count("stream_0", { status: "INCOMPLETE", error: "The API answered 500. Run it again." }),
  ];
  const runs: RunRecord[] = Array.from({ length: 10_000 }, (_none, index) => {
    const connection = `source-${index % 10}`;
    return run(
      index / 10,
      index % 9 === 0
        ? { connection, status: "failed", streams: failing, error: "The API answered 500." }
        : { connection, streams },
    );
  });
  const tables = names.map((name) => entry(name, ["id", "stream_1_id", "a", "b", "c", "d"]));
  const states = new Map(Array.from({ length: 10 }, (_none, index) => [`source-${index}`, state(...tables)]));
  const content = page(gathered(runs, { states, maxRuns: 10_000 }));
  expect(content.length).toBeLessThan(2_000_000);
  expect(content).toContain("Runs before the last 100 of a connection are left out.");
  expect(content).toContain("Of 1,200 tables the first 1,000 are shown.");
  expect(content).toContain("source-3 is left out: there are too many tables.");
});
