import { expect, test } from "@jest/globals";
import { DestinationError } from "../../src/destinations/destination.js";
import { PostgresSession } from "../../src/destinations/postgres/client.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";

describePostgres("a statement that Postgres does not permit", () => {
  const postgres = usePostgres();
  let roles = 0;

  /** A role that may do nothing yet. */
  const newRole = async () => {
    const role = `loader_${++roles}`;
    await postgres.run(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
    return role;
  };
  const runAs = async (role: string, sql: string) => {
    const session = await PostgresSession.open(postgres.url(undefined, "x").replace("sluice:", `${role}:`));
    try {
      await session.transaction(() => session.run(sql));
    } finally {
      await session.close();
    }
  };
  const messageOf = async (role: string, sql: string) => {
    const error: unknown = await runAs(role, sql).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DestinationError);
    return String(error);
  };
  const EXISTING = "CREATE SCHEMA acme; CREATE TABLE acme.users (id int)";

  test.each([
    [
      "to create a schema",
      "",
      'CREATE SCHEMA IF NOT EXISTS "acme"',
      /may not create the schema "acme": permission denied for database .*GRANT CREATE ON DATABASE.*--schema NAME/,
    ],
    [
      "to create a table in a schema of another role",
      "CREATE SCHEMA acme",
      'CREATE TABLE "acme"."users" (id int)',
      /may not create the table "acme"\."users": permission denied for schema acme.*GRANT USAGE, CREATE.*--schema NAME/,
    ],
    [
      "to add a column to a table of another role",
      `${EXISTING}; GRANT USAGE ON SCHEMA acme TO public; GRANT ALL ON acme.users TO public`,
      'ALTER TABLE "acme"."users" ADD COLUMN "name" text',
      /may not change the table "acme"\."users", which must be its own: must be owner.*OWNER TO.*--schema NAME/,
    ],
    [
      "to add an index to a table of another role",
      `${EXISTING}; GRANT USAGE ON SCHEMA acme TO public`,
      'CREATE INDEX ON "acme"."users" ("id")',
      /may not change the table "acme"\."users".*OWNER TO/,
    ],
    [
      "to insert into a table",
      `${EXISTING}; GRANT USAGE ON SCHEMA acme TO public; GRANT SELECT ON acme.users TO public`,
      'INSERT INTO "acme"."users" ("id") SELECT 1',
      /may not read and write the table "acme"\."users": permission denied for table users.*GRANT SELECT, INSERT/,
    ],
    [
      "to empty a table, in a schema that the user may not enter",
      EXISTING,
      'TRUNCATE "acme"."users"',
      /permission denied for schema acme.*GRANT USAGE ON SCHEMA "acme".*TRUNCATE ON "acme"\."users"/,
    ],
    [
      "to create a temporary table",
      "DO $$ BEGIN EXECUTE 'REVOKE TEMPORARY ON DATABASE ' || current_database() || ' FROM public'; END $$",
      'CREATE TEMP TABLE _sluice_batch AS SELECT 1 AS "id"',
      /may not create temporary tables: .*GRANT TEMPORARY ON DATABASE/,
    ],
    [
      "to see that a table exists",
      `${EXISTING}; GRANT USAGE, CREATE ON SCHEMA acme TO public`,
      'CREATE TABLE "acme"."users" (id int)',
      /may not change the table "acme"\."users", which must be its own: relation "users" already exists/,
    ],
  ])("names the GRANT that permits a user %s", async (what, before, sql, message) => {
    await postgres.run(before);
    const role = await newRole();
    const said = await messageOf(role, sql);
    expect(said).toMatch(message);
    const grant = /Ask the owner to run: (.*?)(; or load into|\.$)/.exec(said)?.[1] ?? "";
    await postgres.run(grant);
    const then = what === "to see that a table exists" ? 'ALTER TABLE "acme"."users" ADD COLUMN "name" text' : sql;
    await runAs(role, then);
  });

  test("does not advise another schema where Sluice's own schema is concerned", async () => {
    const role = await newRole();
    const said = await messageOf(role, 'CREATE SCHEMA IF NOT EXISTS "_sluice"');
    expect(said).toMatch(/may not create the schema "_sluice".*GRANT CREATE ON DATABASE "test_\d+" TO "loader_\d+"\.$/);
    await postgres.run(
      "CREATE SCHEMA _sluice; CREATE TABLE _sluice.runs (id int); CREATE TABLE _sluice.state (id int)",
    );
    const selected = await messageOf(role, 'SELECT * FROM "_sluice"."runs"');
    expect(selected).toMatch(/ON ALL TABLES IN SCHEMA "_sluice" TO "loader_\d+"\.$/);
  });
});
