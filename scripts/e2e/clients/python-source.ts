import { ok, strictEqual } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../support/commands.js";

/** A source on airbyte-cdk syncs through `sluice`, and the second run resumes. @param python with airbyte-cdk. */
export function tryPythonSource(python: string): void {
  const folder = mkdtempSync(join(tmpdir(), "sluice-clients-"));
  const source = join(folder, "source-library");
  writeFileSync(source, `#!/bin/sh\nexec '${python}' '${join(import.meta.dirname, "source_library.py")}' "$@"\n`, {
    mode: 0o755,
  });
  // the second run asks for more books: it must begin where the first one ended
  for (const [until, added] of [
    [12, 12],
    [20, 8],
  ] as const) {
    writeFileSync(join(folder, "config.json"), JSON.stringify({ until }));
    const outcome = outcomeOf(sluice(folder, "sync", source, "--config", "config.json", "--json"));
    ok(outcome?.ok === true);
    strictEqual(outcome.streams.find(({ stream }) => stream === "books")?.loaded, added);
    const [row] = query(folder, "select count(*) as books, count(distinct id) as different from library.books");
    strictEqual(`${row?.["books"]} ${row?.["different"]}`, `${until} ${until}`);
    const shelves = query(folder, "select label, _sluice_extra->>'room' as room from library.shelves order by label");
    strictEqual(JSON.stringify(shelves), '[{"label":"A","room":"not in the schema"},{"label":"B","room":null}]');
  }
  rmSync(folder, { recursive: true });
  console.log(
    "good  a source on airbyte-cdk syncs through sluice, and its second run resumes from the state of the first",
  );
}

interface SyncOutcome {
  readonly ok: boolean;
  readonly streams: readonly { readonly stream: string; readonly loaded: number }[];
}

/** The last line that a sync reports. */
function outcomeOf(stdout: string): SyncOutcome | undefined {
  const lines = stdout.trim().split("\n");
  return lines.map((line) => JSON.parse(line) as SyncOutcome).at(-1);
}

function sluice(folder: string, ...args: string[]): string {
  const bin = join(root, "packages/sync/bin/sluice.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: "utf8" });
  strictEqual(status, 0, `sluice ${args[0]} ended with ${status}: ${stderr}${stdout}`);
  return stdout;
}

function query(folder: string, sql: string): readonly Record<string, unknown>[] {
  return JSON.parse(sluice(folder, "query", sql, "--json")) as Record<string, unknown>[];
}
