import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe } from "@jest/globals";
import { BINARIES, PASSWORD, PostgresServer, WITHOUT } from "./postgres-server.js";

/** A server for the tests of this suite, and for each of them an empty database and folder. Call it within `describe`. */
export function usePostgres() {
  let server: PostgresServer | undefined;
  let folder = "";
  let database = "";
  let databases = 0;
  const running = () => {
    if (server === undefined) throw new Error("the server does not run");
    return server;
  };
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
    database = `test_${++databases}`;
    await running().create(database);
  });
  afterEach(() => rm(folder, { recursive: true }));
  return {
    folder: () => folder,
    port: () => running().port,
    url: (name = database, password = PASSWORD) => running().url(name, password),
    /** As a user might, past Sluice; and so does `rows`. */
    run: (sql: string) => running().with(database, (session) => session.run(sql)),
    rows: (sql: string) => running().with(database, (session) => session.rows(sql)),
  };
}

/** Runs where Postgres is installed; elsewhere it is skipped, and its name says why. */
export const describePostgres = (name: string, suite: () => void) =>
  (BINARIES === undefined ? describe.skip : describe)(`${name}${WITHOUT}`, suite);
