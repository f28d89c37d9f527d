import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startPersistIQ } from "../../../../connectors/source-persistiq/fake/index.js";
import { program, sluice } from "./support.js";

const PERSISTIQ = fileURLToPath(
  new URL("../../../../connectors/source-persistiq/bin/source-persistiq.js", import.meta.url),
);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const PRINT = "const print = (message) => console.log(JSON.stringify(message)); const [, , verb] = process.argv;";

/** A source whose check, discover and read are this code. */
const source = (name: string, verbs: string) => program(folder, name, `${PRINT}\n${verbs}`);

const CATALOG = `if (verb === "discover") print({ type: "CATALOG", catalog: { streams: [
  { name: "users", namespace: "hr", json_schema: { properties: { id: {}, name: {} } }, supported_sync_modes: ["full_refresh", "incremental"],
    source_defined_primary_key: [["org"], ["id"]], default_cursor_field: ["meta", "at"] },
  { name: "logs", json_schema: {}, supported_sync_modes: ["full_refresh"] } ] } });`;

describe("sluice check", () => {
  test("reports whether the key of a real connector works, and never prints the key", async () => {
    const fake = await startPersistIQ();
    for (const [key, status, expected] of [
      [fake.config.api_key, 0, /^persistiq: the config works\n$/],
      ["wr0ng-k3y", 1, /^persistiq: .+\n$/],
    ] as const) {
      await writeFile(join(folder, "config.json"), JSON.stringify({ ...fake.config, api_key: key }));
      const ran = await sluice(folder, ["check", PERSISTIQ, "--config", "config.json"]);
      expect([ran.status, status === 0 ? ran.stderr : ran.stdout]).toEqual([status, ""]);
      expect(ran.stdout + ran.stderr).toMatch(expected);
      expect(ran.stdout + ran.stderr).not.toContain(key);
    }
    await fake.api.close();
  });

  test("without a source checks all of the project, even if one fails", async () => {
    await source("source-good.js", `print({ type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } });`);
    await source("source-mute.js", "");
    const sources = [
      { source: "./source-mute.js" },
      { source: "./nowhere.js" },
      { name: "unset", source: "./source-good.js", config: { key: "${NOT_SET_ANYWHERE}" } },
      { name: "good", source: "./source-good.js" },
    ];
    await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ sources }));
    const ran = await sluice(folder, ["check"]);
    expect([ran.status, ran.stdout]).toEqual([1, "good: the config works\n"]);
    expect(ran.stderr.split("\n")).toEqual([
      "mute: The source did not say whether its config works.",
      expect.stringMatching(/^nowhere: Cannot run .*nowhere\.js: there is no such program/),
      expect.stringMatching(/^unset: The config refers to NOT_SET_ANYWHERE, which is not set/),
      "",
    ]);
    const json = await sluice(folder, ["check", "--json"]);
    expect(json.stderr).toBe("");
    expect(json.stdout.trim().split("\n").at(-1)).toBe('{"source":"good","ok":true,"message":"the config works"}');
  });

  test.each([
    [["check"], 2, /^Missing source\. Pass one, for example `sluice check hellobaton`, or list/],
    [["check", "a", "b"], 2, /^Unexpected argument: b\.\n/],
    [["check", "nowhere"], 1, /^nowhere: No connector "nowhere" is installed/],
    [
      ["check", "./source-good.js", "--config", "none.json"],
      2,
      /Cannot read the config none\.json: there is no such file/,
    ],
  ])("%j ends with %i and says what to do", async (args, status, expected) => {
    await source("source-good.js", "");
    const ran = await sluice(folder, args);
    expect([ran.status, ran.stdout]).toEqual([status, ""]);
    expect(ran.stderr).toMatch(expected);
  });

  test("names the invalid part of a project, and never quotes it", async () => {
    await writeFile(join(folder, "sluice.config.json"), '{"sources": [{"key": "s3cr3t"}]}');
    const ran = await sluice(folder, ["check"]);
    expect(ran).toMatchObject({ status: 1, stdout: "", stderr: expect.stringMatching(/sources\.0\.source/) });
    expect(ran.stderr).not.toContain("s3cr3t");
  });
});

describe("sluice discover", () => {
  test("lists streams with their keys, modes, cursors and number of fields", async () => {
    await source("source-small.js", CATALOG);
    const ran = await sluice(folder, ["discover", "./source-small.js"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toBe(
      "stream    key      sync modes                 cursor field  fields\n" +
        "hr.users  org, id  full_refresh, incremental  meta.at            2\n" +
        "logs               full_refresh                                  0\n",
    );
  });

  test("lists a real connector's streams; as JSON they are the connector's own", async () => {
    const fake = await startPersistIQ();
    await writeFile(join(folder, "config.json"), JSON.stringify(fake.config));
    const ran = await sluice(folder, ["discover", PERSISTIQ, "--config", "config.json"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    for (const stream of fake.expected.keys()) expect(ran.stdout).toMatch(new RegExp(`^${stream} +id? `, "m"));
    const json = await sluice(folder, ["discover", PERSISTIQ, "--config", "config.json", "--json"]);
    expect(
      JSON.parse(json.stdout)
        .map(({ name }: { name: string }) => name)
        .sort(),
    ).toEqual([...fake.expected.keys()].sort());
    await fake.api.close();
  });

  test("prints the source's own error", async () => {
    await source(
      "source-bad.js",
      `print({ type: "TRACE", trace: { type: "ERROR", error: { message: "No such account." } } });`,
    );
    const ran = await sluice(folder, ["discover", "./source-bad.js"]);
    expect(ran).toMatchObject({ status: 1, stdout: "", stderr: "No such account.\n" });
  });
});

describe("sluice preview", () => {
  /** Writes until it is stopped. */
  const ENDLESS = `${CATALOG} else {
    let id = 0;
    const write = () => { while (process.stdout.write(JSON.stringify({ type: "RECORD", record: { stream: "logs", emitted_at: 1, data: record(id++) } }) + "\\n")); };
    process.stdout.on("drain", write);
    write();
  }`;

  test("shows the first records, with wide letters in line, and stops the source", async () => {
    await source(
      "source-endless.js",
      `const record = (id) => ({ id, name: id % 2 ? "名前\\n\\u001b[31m" : null, big: 1, ...(id > 1 && { late: { a: [1] } }) }); ${ENDLESS}`,
    );
    const ran = await sluice(folder, ["preview", "./source-endless.js", "logs", "--limit", "3"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toBe(
      "id  name              big  late\n" +
        "0   null              1\n" +
        "1   名前\\n\\u001b[31m  1\n" +
        '2   null              1    {"a":[1]}\n',
    );
    expect(await readdir(folder)).toEqual(["source-endless.js"]); // nothing is loaded, and nothing lies about
  });

  test("truncates long values, leaves out columns that do not fit, and names them", async () => {
    await source(
      "source-wide.js",
      `const record = (id) => Object.fromEntries(Array.from({ length: 9 }, (_, n) => ["field" + n, "x".repeat(60)])); ${ENDLESS}`,
    );
    const { stdout } = await sluice(folder, ["preview", "./source-wide.js", "logs", "--limit", "1"]);
    const [heading, row, last] = stdout.split("\n");
    expect(heading).toMatch(/^field0 {21}field1 {21}field2$/);
    const cut = `${"x".repeat(24)}…`;
    expect(row).toBe(`${cut}  ${cut}  ${cut}`);
    expect(last).toBe("6 more columns do not fit (--json has all): field3, field4, field5, field6, fie…");
  });

  test("as JSON gives the records' own bytes", async () => {
    const record = '{"id" : 12345678901234567890,"b":1.0}';
    await source(
      "source-exact.js",
      `${CATALOG} else console.log('{"type":"RECORD","record":{"stream":"logs","emitted_at":1,"data":${record}}}');`,
    );
    const ran = await sluice(folder, ["preview", "./source-exact.js", "logs", "--json"]);
    expect([ran.status, ran.stdout]).toEqual([0, `[\n${record}\n]\n`]);
    const table = await sluice(folder, ["preview", "./source-exact.js", "logs"]);
    expect(table.stdout).toBe("id                    b\n12345678901234567890  1.0\n");
  });

  test.each([
    [
      `print({ type: "TRACE", trace: { type: "ERROR", error: { message: "The key is gone." } } }); process.exitCode = 1;`,
      "The key is gone.\n",
    ],
    [
      `console.error("Killed by rain."); process.exitCode = 3;`,
      "The source ended with exit status 3. Its last words: Killed by rain.\n",
    ],
    [
      `print({ type: "TRACE", trace: { type: "STREAM_STATUS", stream_status: { status: "INCOMPLETE" } } });`,
      "The stream is incomplete. The source did not say why.\n",
    ],
  ])("prints the records and then the error of a source that fails during the read: %s", async (failure, expected) => {
    await source(
      "source-half.js",
      `${CATALOG} else { print({ type: "RECORD", record: { stream: "logs", data: { id: 1 } } }); ${failure} }`,
    );
    const ran = await sluice(folder, ["preview", "./source-half.js", "logs"]);
    expect(ran).toMatchObject({ status: 1, stdout: "id\n1\n", stderr: expected });
  });

  test.each([
    [["preview", "./source-small.js", "user"], 1, 'The source has no stream "user". It has: hr.users, logs.'],
    [["preview", "./source-small.js"], 2, "Missing STREAM.\n\nUsage: sluice preview SOURCE STREAM [options]\n"],
    [["preview", "./source-small.js", "logs", "hr.users"], 2, "Unexpected argument: hr.users."],
    [
      ["preview", "./source-small.js", "logs", "--limit", "none"],
      2,
      "Invalid --limit. Write a whole number of at least 1.",
    ],
  ])("%j ends with %i", async (args, status, expected) => {
    await source("source-small.js", CATALOG);
    const ran = await sluice(folder, args);
    expect([ran.status, ran.stdout]).toEqual([status, ""]);
    expect(ran.stderr).toContain(expected);
  });

  test("says that a stream has no records", async () => {
    await source("source-small.js", CATALOG);
    expect(await sluice(folder, ["preview", "./source-small.js", "hr.users"])).toMatchObject({
      status: 0,
      stdout: "hr.users: no records\n",
    });
    expect(await sluice(folder, ["preview", "./source-small.js", "hr.users", "--json"])).toMatchObject({
      stdout: "[]\n",
    });
  });

  test("shows a real connector's records, which are the first that it has", async () => {
    const fake = await startPersistIQ();
    await writeFile(join(folder, "config.json"), JSON.stringify(fake.config));
    const ran = await sluice(folder, [
      "preview",
      PERSISTIQ,
      "users",
      "--config",
      "config.json",
      "--limit",
      "5",
      "--json",
    ]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const shown = JSON.parse(ran.stdout) as readonly { readonly id: string }[];
    const ids = (fake.expected.get("users") ?? []).map((user) => user["id"]);
    expect(shown).toHaveLength(5);
    for (const { id } of shown) expect(ids).toContain(id);
    await fake.api.close();
  });
});
