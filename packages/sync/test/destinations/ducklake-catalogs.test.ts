import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { openExisting, openStore } from "../../src/destinations/open.js";
import { sluice } from "../cli/support.js";
import { record, state } from "../faults/messages.js";
import { keyed, writeSource } from "../faults/source.js";
import { BucketServer, S3_SECRET, WITHOUT_BUCKETS } from "./bucket-server.js";
import { replaceContract } from "./contracts/replace.js";
import { rowsContract } from "./contracts/rows.js";
import { stateContract } from "./contracts/state.js";
import type { Subject } from "./contracts/subject.js";
import { describeLake, LAKE_ENVIRONMENT, lakeReader, type ReadLake, sqliteLake, withLake } from "./lake-support.js";
import { PASSWORD } from "./postgres-server.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";
import { tableOf, withSync } from "./support.js";

describeLake("a lake in a SQLite file, with all rows in Parquet files", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
    const options = `(DATA_PATH '${join(folder, "data")}')`;
    // as a user may: else the few rows of a test are all in the catalog
    await withLake({ ...sqliteLake(folder), options }, (database) =>
      database.run("CALL lake.set_option('data_inlining_row_limit', 0)"),
    );
  });
  afterEach(() => rm(folder, { recursive: true }));

  const subject: Subject = {
    folder: () => folder,
    open: () =>
      openStore(`ducklake:sqlite:${join(folder, "test.sqlite")}?data=${join(folder, "data")}`, {
        environment: LAKE_ENVIRONMENT,
      }),
    ...lakeReader(() => sqliteLake(folder)),
  };
  rowsContract(subject);
  replaceContract(subject);
});

const describeAll = WITHOUT_BUCKETS === "" ? describeLake : describe.skip;

describeAll(`a lake in a Postgres database, with its files in a bucket${WITHOUT_BUCKETS}`, () => {
  describePostgres("on servers of this machine", () => {
    const postgres = usePostgres();
    let server: BucketServer;
    let buckets = 0;
    beforeAll(async () => {
      server = await BucketServer.start();
    });
    afterAll(() => server.stop());
    beforeEach(() => server.create(`bucket-${++buckets}`));

    const bucket = () => `bucket-${buckets}`;
    const environment = () => ({ ...LAKE_ENVIRONMENT, ...server.environment });
    const location = () => `ducklake:${postgres.url()}?data=s3://${bucket()}/lake/x`;
    const open = () => openStore(location(), { environment: environment() });
    const lake = (): ReadLake => {
      const { hostname, port, pathname } = new URL(postgres.url());
      const host = new URL(server.url).host;
      return {
        address: `postgres:host=${hostname} port=${port} user=sluice password=${PASSWORD} dbname=${pathname.slice(1)}`,
        extensions: ["postgres_scanner", "httpfs"],
        before: `CREATE OR REPLACE SECRET (TYPE s3, KEY_ID 'x', SECRET 'x', REGION 'us-east-1', ENDPOINT '${host}', USE_SSL false, URL_STYLE 'path')`,
      };
    };
    const subject: Subject = { folder: postgres.folder, open, ...lakeReader(lake) };
    rowsContract(subject);
    stateContract(subject);

    const loadFrom = (text: string) => load(30, () => openStore(text, { environment: LAKE_ENVIRONMENT }));
    const load = (count: number, from = open) =>
      withSync({ open: from, folder: postgres.folder() }, async (sync) => {
        const table = tableOf("merge");
        await sync.begin(table);
        const records = Array.from({ length: count }, (_, id) => ({ id, name: `user ${id}` }));
        await sync.load(table, '{"n":1}', ...records);
      });

    test("is nothing for `status` before the first sync, and then shows it", async () => {
      expect(await openExisting(location(), { environment: environment() })).toBeUndefined();
      await load(30);
      const store = await openExisting(`ducklake:${postgres.url()}`, { environment: environment() });
      const states = (await store?.history())?.states;
      await store?.close();
      expect([...(states ?? [])].map(([name, { streams }]) => [name, streams[0]?.loaded])).toEqual([["acme", 30]]);
    });

    test("has its rows in Parquet files below the prefix, and no secret in its catalog", async () => {
      await load(30);
      expect(await server.keys(bucket())).toEqual([expect.stringMatching(/^lake\/x\/acme\/users\/.*\.parquet$/)]);
      const texts = await postgres.rows("SELECT * FROM public.ducklake_metadata");
      expect(JSON.stringify(texts)).toContain(`s3://${bucket()}/lake/x/`);
      const dumped = JSON.stringify([texts, await postgres.rows("SELECT * FROM public.ducklake_snapshot_changes")]);
      for (const secret of [S3_SECRET, PASSWORD]) expect(dumped).not.toContain(secret);
    });

    test("takes the credentials of its bucket from the location", async () => {
      const keys = `key_id=AKIATESTKEY&secret=${encodeURIComponent(S3_SECRET)}&region=us-east-1`;
      await loadFrom(`${location()}&endpoint=${server.url}&${keys}`);
      expect(await server.keys(bucket())).toHaveLength(1);
      const texts = JSON.stringify(await postgres.rows("SELECT * FROM public.ducklake_metadata"));
      for (const secret of [S3_SECRET, "AKIATESTKEY"]) expect(texts).not.toContain(secret);
    });

    // in a process of its own, because the tools of AWS look into the variables of theirs
    test("takes the credentials of its bucket from a profile of the tools of AWS", async () => {
      const folder = postgres.folder();
      const read = [record("users", { id: 1 }), state("users", "{}")];
      await writeSource(folder, { streams: [keyed("users")], read });
      const to = `ducklake:x.ducklake?data=s3://${bucket()}/x&endpoint=${server.url}&region=us-east-1&profile=lake`;
      const sync = () =>
        sluice(folder, ["sync", "./source-acme.js", "--to", to], { ...LAKE_ENVIRONMENT, HOME: folder });
      const missing = await sync();
      expect([missing.status, missing.stderr]).toEqual([
        1,
        expect.stringMatching(/Cannot open the bucket: .* AWS_PROFILE/),
      ]);
      await mkdir(join(folder, ".aws"));
      const keys = `aws_access_key_id = AKIATESTKEY\naws_secret_access_key = ${S3_SECRET}\n`;
      await writeFile(join(folder, ".aws/credentials"), `[lake]\n${keys}`);
      expect(await sync()).toMatchObject({ status: 0, stdout: expect.stringContaining("Everything arrived") });
    });

    test.each([2, 30])("loads texts with NUL, which its catalog alone could not hold: %i of them", async (count) => {
      await withSync({ open, folder: postgres.folder() }, async (sync) => {
        const table = tableOf("append", undefined, []);
        await sync.begin(table);
        await sync.load(table, "1", ...Array.from({ length: count }, (_, id) => `{"id":${id},"name":"a\\u0000${id}"}`));
      });
      const names = (await subject.rows("acme", "users", ["name"])).map(([name]) => String(name));
      expect(names.sort()).toEqual(Array.from({ length: count }, (_, id) => `a\u0000${id}`).sort());
    });

    test("of which the bucket is missing is an error that names it, without a secret", async () => {
      const missing = `ducklake:${postgres.url()}?data=s3://no-such-bucket/x`;
      const run = withSync(
        { open: () => openStore(missing, { environment: environment() }), folder: postgres.folder() },
        async (sync) => {
          const table = tableOf("merge");
          await sync.begin(table);
          await sync.load(table, "1", ...Array.from({ length: 30 }, (_, id) => ({ id })));
        },
      );
      const message = await run.then(String, String);
      expect(message).toMatch(/Cannot write to s3:\/\/no-such-bucket: there is no such bucket\. Create it/);
      for (const secret of [S3_SECRET, PASSWORD]) expect(message).not.toContain(secret);
    });

    test("without credentials is an error that says which to set", async () => {
      const nothing = {
        ...LAKE_ENVIRONMENT,
        AWS_ENDPOINT_URL_S3: server.url,
        AWS_PROFILE: "no-such-profile",
      };
      await expect(openStore(location(), { environment: nothing })).rejects.toThrow(
        /Cannot open the bucket: .*Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile/,
      );
    });

    test("whose password is wrong is an error without it", async () => {
      const wrong = `ducklake:${postgres.url(undefined, "wr0ng-s3cret")}?data=s3://${bucket()}/x`;
      const message = await openStore(wrong, { environment: environment() }).then(String, String);
      expect(message).toMatch(/rejects the password of the user/);
      expect(message).not.toContain("wr0ng-s3cret");
    });

    test("admits one sync of a connection, whatever machine it is on", async () => {
      const [one, other] = [await open(), await open()];
      const first = await one.connect("acme");
      await expect(other.connect("acme")).rejects.toThrow(/Another sync of "acme" is running in this database/);
      await (await other.connect("other")).close();
      await first.close();
      await (await other.connect("acme")).close();
      await one.close();
      await other.close();
    });
  });
});
