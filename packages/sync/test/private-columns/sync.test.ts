import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { PrivateFields } from "../../src/private-columns/fields.js";
import { hashOf } from "../../src/private-columns/hash.js";
import { OWN_NAMES } from "../../src/tables/table.js";
import { NEVER, SyncBench } from "../sync/support.js";

let bench: SyncBench;
beforeEach(async () => {
  bench = new SyncBench(await mkdtemp(join(tmpdir(), "sluice-test-")));
});
afterEach(() => rm(bench.folder, { recursive: true }));

const SALT = "a salt of these tests";
const EMAIL = { id: { type: "integer" }, email: { type: "string" }, phone: { type: "integer" } };
const USERS = [
  {
    name: "users",
    supported_sync_modes: ["full_refresh", "incremental"],
    source_defined_primary_key: [["id"]],
    json_schema: { properties: EMAIL },
  },
];
const writes = (...records: readonly object[]) => `({ print, record, state, status }) => {
  for (const data of ${JSON.stringify(records)}) print(record("users", data));
  print(state("users", { n: 1 }));
  print(status("users", "COMPLETE"));
}`;

interface Given {
  readonly columns?: PrivateFields;
  readonly hashSalt?: string;
  readonly fullRefresh?: boolean;
  readonly listed?: typeof USERS;
}

function synced(records: readonly object[], { columns, hashSalt = SALT, listed = USERS, ...options }: Given = {}) {
  const streamSettings = new Map(columns === undefined ? [] : [["users", { columns }]]);
  return bench.sync(writes(...records), { listed, streamSettings, hashSalt, ...options });
}

const rows = (columns = "id, email, phone") => bench.query(`SELECT ${columns} FROM acme.users ORDER BY id`);
const columns = async () =>
  (await bench.query("SELECT column_name AS c FROM duckdb_columns() WHERE table_name = 'users'")).map(({ c }) => c);

describe("private columns of a table", () => {
  test("are not there if they are excluded, and hold text if they are hashed", async () => {
    const records = [{ id: 1, email: "x", phone: 5, undeclared: 1, Email: "y" }];
    const { ok, warnings } = await synced(records, { columns: { exclude: ["email"], hash: ["phone"] } });
    expect([ok, warnings]).toEqual([true, []]);
    expect(await columns()).toEqual(["id", "phone", ...OWN_NAMES]);
    expect(await rows("phone, _sluice_extra")).toEqual([
      { phone: hashOf(SALT, "5"), _sluice_extra: '{"undeclared":1}' },
    ]);
  });

  test("keep the values of earlier syncs until a full refresh, and a warning says so each time", async () => {
    await synced([{ id: 1, email: "old", phone: 5 }]);
    const fields = { exclude: ["email"], hash: ["phone"] };
    const warning =
      "acme.users: rows of earlier syncs keep their values of email, phone. To remove these, read the stream in full: --full-refresh --streams users";
    const second = await synced([{ id: 2, email: "new", phone: 6 }], { columns: fields });
    expect([second.ok, second.warnings]).toEqual([true, [warning]]);
    expect(second.streams[0]?.changes).toEqual([{ kind: "widened", column: "phone", from: "integer", to: "text" }]);
    expect(await rows()).toEqual([
      { id: "1", email: "old", phone: "5" },
      { id: "2", email: null, phone: hashOf(SALT, "6") },
    ]);
    expect((await synced([], { columns: fields })).warnings).toEqual([warning]);
    const full = await synced([{ id: 1, email: "old", phone: 5 }], { columns: fields, fullRefresh: true });
    expect([full.ok, full.warnings]).toEqual([true, []]);
    expect(await rows()).toEqual([{ id: "1", email: null, phone: hashOf(SALT, "5") }]);
    expect((await synced([], { columns: fields })).warnings).toEqual([]);
  });

  test("that are hashed no more leave hashes, and a warning says so", async () => {
    await synced([{ id: 1, phone: 5 }], { columns: { hash: ["phone"] } });
    const { warnings } = await synced([]);
    expect(warnings).toEqual([
      expect.stringContaining("rows of earlier syncs keep hashes of phone, which is not hashed any more"),
    ]);
  });

  test("hashed with another salt are a warning, until a full refresh if rows were loaded with it", async () => {
    const hash = { columns: { hash: ["phone"] } };
    const other = { ...hash, hashSalt: "another salt" };
    const broken = expect.stringMatching(
      /^acme.users: rows of earlier syncs were hashed with another SLUICE_HASH_SALT, so joins on phone miss them/,
    );
    const warned = async (records: readonly object[], given: Given) => (await synced(records, given)).warnings;
    expect(await warned([{ id: 1, phone: 5 }], hash)).toEqual([]);
    expect(await warned([], other)).toEqual([broken]);
    expect(await warned([], hash)).toEqual([]); // nothing was loaded with it
    expect(await warned([{ id: 2, phone: 6 }], other)).toEqual([broken]);
    expect(await warned([], hash)).toEqual([broken]);
    expect(await warned([{ id: 1, phone: 5 }], { ...hash, fullRefresh: true })).toEqual([]);
    expect(await warned([], hash)).toEqual([]);
  });

  test("that neither the schema nor the table has are a warning with the closest name", async () => {
    const { warnings } = await synced([{ id: 1, emial: "x" }], { columns: { exclude: ["emial", "zzz"] } });
    expect(warnings).toEqual([
      "users: neither the schema nor the table has the field emial, which is excluded wherever a record has it. Did you mean email?",
      "users: neither the schema nor the table has the field zzz, which is excluded wherever a record has it. Check the name.",
    ]);
    expect(await rows("_sluice_extra")).toEqual([{ _sluice_extra: null }]);
  });

  test("of a pattern cause no warning if any of its streams has them", async () => {
    const listed = [...USERS, { ...USERS[0], name: "other", json_schema: { properties: { id: {}, mail: {} } } }];
    const warnedOf = async (exclude: readonly string[], streams?: readonly string[]) => {
      const streamSettings = new Map([["*", { columns: { exclude } }]]);
      return (await bench.sync(writes(), { listed, streamSettings, streams })).warnings;
    };
    expect(await warnedOf(["email", "mail"])).toEqual([]);
    expect(await warnedOf(["mial"], ["users"])).toEqual([
      "*: neither the schema nor the table has the field mial, which is excluded wherever a record has it. Did you mean mail?",
    ]);
  });

  test("add up over all patterns that mean a stream, and excluding wins", async () => {
    const streamSettings = new Map([
      ["*", { columns: { exclude: ["email"] } }],
      ["u*", { columns: { hash: ["email", "phone"] } }],
    ]);
    await bench.sync(writes({ id: 1, email: "x", phone: 5 }), { listed: USERS, streamSettings, hashSalt: SALT });
    expect(await columns()).not.toContain("email");
    expect(await rows("phone")).toEqual([{ phone: hashOf(SALT, "5") }]);
  });
});

describe("a key that is hashed", () => {
  const keyed = { columns: { hash: ["id"] } };

  test("identifies rows by its hash, which does not show the key", async () => {
    await synced(
      [
        { id: 1, email: "a" },
        { id: 2, email: "b" },
      ],
      keyed,
    );
    await synced([{ id: 1, email: "c" }], keyed);
    const found = await bench.query("SELECT id, email FROM acme.users ORDER BY email");
    expect(found).toEqual([
      { id: hashOf(SALT, "2"), email: "b" },
      { id: hashOf(SALT, "1"), email: "c" },
    ]);
    const ids = async () => (await bench.query("SELECT _sluice_id FROM acme.users ORDER BY email"))[1];
    const hashed = await ids();
    await synced(
      [
        { id: 2, email: "b" },
        { id: 1, email: "c" },
      ],
      { fullRefresh: true },
    );
    expect(await ids()).not.toEqual(hashed);
  });

  test.each<[string, Given, Given, RegExp]>([
    ["switched on", {}, keyed, /The key of acme.users is hashed now: rows cannot be merged by it/],
    ["switched off", keyed, {}, /The key of acme.users is not hashed any more: rows cannot be merged/],
    [
      "hashed with another salt",
      keyed,
      { ...keyed, hashSalt: "other" },
      /and SLUICE_HASH_SALT is not that of its rows/,
    ],
  ])("%s fails its stream until a full refresh", async (_how, before, after, words) => {
    await synced([{ id: 1, email: "a" }], before);
    const { ok, streams } = await synced([{ id: 1, email: "b" }], after);
    expect([ok, streams[0]?.error]).toEqual([false, expect.stringMatching(words)]);
    expect(streams[0]?.error).toContain("--full-refresh --streams users");
    expect(await rows("email")).toEqual([{ email: "a" }]);
    expect((await synced([{ id: 1, email: "b" }], { ...after, fullRefresh: true })).ok).toBe(true);
    expect((await synced([{ id: 1, email: "c" }], after)).ok).toBe(true);
    expect(await rows("email")).toEqual([{ email: "c" }]);
  });
});

test("the settings of a stream cannot exclude its key, or make its cursor private", async () => {
  await expect(synced([], { columns: { exclude: ["ID"] } })).rejects.toThrow(
    "Cannot read users as its settings say: id is of its key, by which rows are recognized, so it cannot be excluded.",
  );
  const listed = USERS.map((stream) => ({ ...stream, source_defined_cursor: true, default_cursor_field: ["phone"] }));
  await expect(synced([], { columns: { hash: ["phone"] }, listed })).rejects.toThrow(
    "Cannot read users as its settings say: phone is its cursor, whose values are in the saved state",
  );
});

test("without a salt nothing is hashed, and the source is not read", async () => {
  const source = await bench.program(`() => require("node:fs").writeFileSync(__dirname + "/started", "")`, USERS);
  const streamSettings = new Map([["users", { columns: { hash: ["phone"] } }]]);
  await expect(bench.syncOf(source, { streamSettings, hashSalt: "", signal: NEVER })).rejects.toThrow(
    "Cannot hash phone of users: SLUICE_HASH_SALT is not set, or empty.",
  );
  await expect(readFile(join(bench.folder, "started"))).rejects.toThrow("ENOENT");
});

test.each<[string, PrivateFields, readonly object[], readonly object[]]>([
  [
    "of which columns are private has only lengths",
    { exclude: ["email"] },
    [
      { type: "TEXT", length: 12 },
      { type: "TEXT", length: 13 },
      { type: "UNKNOWN", length: 13 },
    ],
    [],
  ],
  [
    "without private columns has what the source wrote",
    {},
    [
      { type: "TEXT", text: "Traceback: x" },
      { type: "TEXT", text: '{"email":"x"}' },
    ],
    [{ type: "user", user: { email: "x" } }],
  ],
])("the log of a sync %s of text and unknown messages", async (_what, columns, texts, messages) => {
  const lines = ["Traceback: x", '{"email":"x"}', { type: "user", user: { email: "x" } }];
  const script = `({ print, status }) => { ${JSON.stringify(lines)}.forEach(print); print(status("users", "COMPLETE")); }`;
  const log: object[] = [];
  const streamSettings = new Map([["users", { columns }]]);
  await bench.sync(script, { listed: USERS, streamSettings, onLog: (entry) => void log.push(entry) });
  const status = expect.objectContaining({ type: "TRACE" });
  expect(log).toEqual([...texts, ...messages, status]);
});
