/** What a source writes of a private column is nowhere after a sync: in no table, file, log or message, whatever went wrong. */
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "@jest/globals";
import { hashOf } from "../../src/private-columns/hash.js";
import { complete, record, state, trace } from "./messages.js";
import { INTEGER, keyed, OBJECT, type Source, STRING, unkeyed } from "./source.js";
import { ALL_AND_LAKE, errorOf, expectComplete, failedIn, onEachDestination, type TestDestination } from "./support.js";
import { filesBelow, tracesBelow, tracesIn } from "./traces.js";

const SALT = "salt-of-these-tests-0123456789";
/** Where the values and the salt are from. */
const INPUTS = ["source-acme.js", ".env"];

/** A value that must not be found. */
let marks = 0;
const mark = () => `qzmark-${++marks}-private@value.example`;
const PRIVATE = Array.from({ length: 30 }, mark);
const [P = "", HASHED = ""] = PRIVATE;
const p = (nth: number) => PRIVATE[nth] ?? P;
const PUBLIC = "qzopen-value";

const USERS = keyed("users", {
  id: INTEGER,
  email: STRING,
  age: INTEGER,
  phone: INTEGER,
  code: INTEGER,
  address: OBJECT,
  name: STRING,
});
const EXCLUDED = "email,age,address.street,nick,\u00fcber";
const HASH = "phone,address.zip,hidden";
const FLAGS = ["--exclude-columns", `*=${EXCLUDED}`, "--hash-columns", `users=${HASH}`, "--log", "run.log"];

/** Records with private values in all places where one can be. */
const RECORDS = [
  `{"id":1,"name":"${PUBLIC}","email":"${p(2)}","phone":"${HASHED}","age":"${p(3)}","code":"x"}`,
  `{ "EMAIL" : "${p(4)}" , "id" : 2, "\\u0065mail":["${p(5)}"], "eMail":{"a":"${p(6)}"}, "name":"2" }`,
  `{"id":3,"email":"${p(7)}","email":"${p(8)}","name":"half \\ud800","nick":"\\ud800${p(9)}","phone":"${p(10)}\\u0000"}`,
  `{"id":4,"address":{"street":"${p(11)}","city":"c","zip":"${p(12)}","STREET":{"x":["${p(13)}"]}}}`,
  `{"id":5,"address":[{"street":"${p(14)}"},[{"street":"${p(15)}","zip":"${p(16)}"}]],"Nick":"${p(17)}"}`,
  `{"id":6,"address.street":"${p(18)}","u\u0308ber":"${p(19)}","\\u00dcBER":"${p(19)}","hidden":{"a":"${p(20)}"}}`,
  `{"id":7,"email":"${p(21)}${"x".repeat(300_000)}${p(21)}","name":"\xe9"}`,
];

/** Lines that are not records, and may be parts of them. */
const NOISE = [
  `Traceback: ${p(22)}`,
  `{"email":"${p(23)}"}`,
  `{"type":"person","person":{"email":"${p(24)}"}}`,
  `{email: ${p(25)}}`,
  `DEBUG ${record("users", `{"id":8,"email":"${p(2)}"}`)} ${p(26)}`,
];

const SOURCE: Source = {
  streams: [USERS, unkeyed("broken"), keyed("keyless")],
  read: [
    ...NOISE,
    ...RECORDS.map((data) => record("users", data)),
    state("users", '{"n":1}'),
    complete("users"),
    `{"type":"RECORD","record":{"stream":"broken","emitted_at":1,"data":{"id":1,"email":"${p(27)}"`,
    record("keyless", { name: p(2), email: p(28) }),
    record("unknown", { email: p(29) }),
    trace("ERROR", { error: { message: "the source's own words" } }),
  ],
};

async function expectNoTraces(place: TestDestination): Promise<void> {
  const values = [...PRIVATE, SALT];
  const found = await tracesBelow(place.folder, values, INPUTS);
  expect(found).toEqual([]);
  expect(tracesIn(Buffer.from(await place.dump()), "a table", values)).toEqual([]);
}

onEachDestination(ALL_AND_LAKE, (place) => {
  test("leaves no trace of a private value in tables, files, log and messages, though records fail", async () => {
    await writeFile(join(place.folder, ".env"), `SLUICE_HASH_SALT=${SALT}\n`);
    const synced = await place.sync(SOURCE, ...FLAGS);
    expect(synced.status).toBe(1);
    expect(failedIn(synced)).toEqual(["broken", "keyless"]);
    expect(errorOf(synced, "keyless")).toMatch(/Record 1 lacks its key/);
    expect(tracesIn(Buffer.from(synced.stdout + synced.stderr), "a message", [...PRIVATE, SALT])).toEqual([]);
    await expectNoTraces(place);
    expect(await place.dump()).toContain(PUBLIC); // what is not private is found
    expect(await place.ids("users")).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const columns = await place.columns("acme", "users");
    expect(columns).toContain("phone");
    expect(columns.map((name) => name.toLowerCase())).not.toContain("email");
    const phones = await place.rows("acme", "users", ["phone"]);
    expect(phones.flat()).toContain(hashOf(SALT, JSON.stringify(HASHED)));
    const log = await readFile(join(place.folder, "run.log"), "utf8");
    expect(log).toContain(`"type":"TEXT","length":`);
    expect(log).toContain("the source's own words");
    expect(synced.ended?.warnings.join("\n")).toContain("columns are private, --log has its length only");
  });

  test("leaves no trace of a private value in the files of a sync that is killed, or after the next one", async () => {
    await writeFile(join(place.folder, ".env"), `SLUICE_HASH_SALT=${SALT}\n`);
    const data = JSON.stringify({ name: `${PUBLIC}${"x".repeat(1_000)}`, email: p(2), phone: HASHED, Nick: p(3) });
    const lines = `for (let id = 1; id <= 6_000; id++) {
        print('{"type":"RECORD","record":{"stream":"users","emitted_at":1,"data":{"id":' + id + ',${data.slice(1)}}}');
        if (id === 2_000) print('${state("users", '{"n":1}')}');
      }`;
    const killed = `${lines} process.kill(process.ppid, "SIGKILL");`;
    const { signal } = await place.sync({ streams: [USERS], read: killed }, ...FLAGS, "--batch", "1000");
    expect(signal).toBe("SIGKILL");
    const left = (await filesBelow(place.folder)).filter((path) => basename(path).startsWith("batch-"));
    const texts = await Promise.all(left.map((path) => readFile(path, "utf8")));
    expect(texts.join("")).toContain(PUBLIC);
    await expectNoTraces(place);
    const source = { streams: [USERS], read: `${lines} print('${complete("users")}');` };
    expectComplete({ ...(await place.sync(source, ...FLAGS)), stderr: "" });
    await expectNoTraces(place);
    expect(await place.ids("users")).toHaveLength(6_000);
  });
});

/** A file of DuckDB keeps the bytes of rows that are gone until it needs the room; a lake keeps its snapshots until they expire. */
const REUSED = ["warehouse.duckdb", "warehouse.duckdb.wal", "test.ducklake", "test.ducklake.wal"];

onEachDestination(ALL_AND_LAKE, (place) => {
  test("has no value of an earlier sync in any table after a full refresh with private columns", async () => {
    await writeFile(join(place.folder, ".env"), `SLUICE_HASH_SALT=${SALT}\n`);
    const source: Source = {
      streams: [USERS],
      read: [
        record("users", `{"id":1,"email":"${p(2)}","phone":"${p(3)}","nick":"${p(4)}","address":{"street":"${p(5)}"}}`),
        record("users", `{"id":2,"age":7,"phone":15550101}`),
        state("users", '{"n":1}'),
        complete("users"),
      ],
    };
    expectComplete(await place.sync(source));
    expect(tracesIn(Buffer.from(await place.dump()), "a table", PRIVATE)).not.toEqual([]);
    const synced = await place.sync(source, ...FLAGS, "--full-refresh");
    expect({ status: synced.status, ok: synced.ended?.ok }).toEqual({ status: 0, ok: true });
    expect(await tracesBelow(place.folder, PRIVATE, [...INPUTS, ...REUSED])).toEqual([]);
    expect(tracesIn(Buffer.from(await place.dump()), "a table", PRIVATE)).toEqual([]);
    const isKept = (await place.columns("acme", "users")).includes("age");
    expect(isKept).toBe(["DuckDB", "Postgres", "Lake"].includes(place.kind)); // a database keeps the column
    const ages = isKept ? await place.rows("acme", "users", ["age"]) : [];
    expect(ages.flat().filter((age) => age !== null)).toEqual([]);
    expect((await place.rows("acme", "users", ["phone"])).flat().sort()).toEqual(
      [hashOf(SALT, JSON.stringify(p(3))), hashOf(SALT, "15550101")].sort(),
    );
  });
});

onEachDestination(["DuckDB", "Postgres"], (place) => {
  test("has the hashes that the documented SQL makes of the same values", async () => {
    await writeFile(join(place.folder, ".env"), `SLUICE_HASH_SALT=${SALT}\n`);
    const source: Source = {
      streams: [USERS],
      read: [record("users", `{"id":1,"phone":5.0,"hidden":"x\u00e9","email":""}`), complete("users")],
    };
    expectComplete({ ...(await place.sync(source, "--hash-columns", "users=phone,name,id")), stderr: "" });
    const sql =
      place.kind === "DuckDB"
        ? (value: string) => `sha256('${SALT}' || ${value})`
        : (value: string) => `encode(sha256(convert_to('${SALT}' || ${value}, 'UTF8')), 'hex')`;
    await place.run(`CREATE TABLE acme.crm AS SELECT ${sql("5")} AS phone, ${sql("CAST(1 AS BIGINT)")} AS id`);
    expect(await place.rows("acme", "users", ["phone", "id"])).toEqual(
      await place.rows("acme", "crm", ["phone", "id"]),
    );
  });
});
