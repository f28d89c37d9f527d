/**
 * `npm run clients`: Sluice with programs of other makers, as they come from their registries. `sluice sync` on a source that is
 * written with Airbyte's Python CDK; and our connectors, on fakes of their vendors, in PyAirbyte and in the tests of that CDK. Needs
 * python3 and PyPI; says so where there is none.
 */
import { strictEqual } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderOf, install } from "../bench/peers/setup.mjs";
import { prepare, root, turbo, typescript } from "./workspace.mjs";

prepare();
turbo("build");
if (isThere("airbyte-cdk", "a source on airbyte-cdk")) pythonSource();
ourConnectors();

/** Says what cannot be tried without the peer. */
function isThere(peer, what) {
  const reason = install(peer);
  if (reason !== undefined) console.log(`left out: ${what}, because ${reason}`);
  return reason === undefined;
}

/** Both at once: PyAirbyte takes a minute, nearly all of it on one core. */
function ourConnectors() {
  const clients = [
    ["pyairbyte", "scripts/clients/pyairbyte_read.py", "our connectors in PyAirbyte"],
    ["airbyte-cdk-tests", "scripts/clients/cdk_entrypoint.py", "our connectors in the CDK's tests"],
  ];
  const there = clients.filter(([peer, , what]) => isThere(peer, what));
  const args = there.flatMap(([peer, file]) => [join(folderOf(peer), "bin/python"), `${root}${file}`]);
  if (there.length > 0) typescript("scripts/clients.ts", args);
}

function pythonSource() {
  const folder = mkdtempSync(join(tmpdir(), "sluice-clients-"));
  const source = join(folder, "source-library");
  const python = join(folderOf("airbyte-cdk"), "bin/python");
  writeFileSync(source, `#!/bin/sh\nexec '${python}' '${root}scripts/clients/source_library.py' "$@"\n`, {
    mode: 0o755,
  });
  // the second run asks for more books: it must begin where the first one ended
  for (const [until, added] of [
    [12, 12],
    [20, 8],
  ]) {
    writeFileSync(join(folder, "config.json"), JSON.stringify({ until }));
    const outcome = lines(sluice(folder, "sync", source, "--config", "config.json", "--json")).at(-1);
    strictEqual(outcome.ok, true);
    strictEqual(outcome.streams.find(({ stream }) => stream === "books").loaded, added);
    const [{ books, different }] = query(
      folder,
      "select count(*) as books, count(distinct id) as different from library.books",
    );
    strictEqual(`${books} ${different}`, `${until} ${until}`);
    const shelves = query(folder, "select label, _sluice_extra->>'room' as room from library.shelves order by label");
    strictEqual(JSON.stringify(shelves), '[{"label":"A","room":"not in the schema"},{"label":"B","room":null}]');
  }
  rmSync(folder, { recursive: true });
  console.log(
    "good  a source on airbyte-cdk syncs through sluice, and its second run resumes from the state of the first",
  );
}

function sluice(folder, ...args) {
  const bin = `${root}packages/sync/bin/sluice.js`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: "utf8" });
  strictEqual(status, 0, `sluice ${args[0]} ended with ${status}: ${stderr}${stdout}`);
  return stdout;
}

function query(folder, sql) {
  return JSON.parse(sluice(folder, "query", sql, "--json"));
}

function lines(text) {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
