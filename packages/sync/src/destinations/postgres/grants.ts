import { DestinationError, TableError } from "../destination.js";
import { SCHEMA } from "../sql/state-store.js";
import { quoted } from "../sql/text.js";
import { serverMessage, sqlState } from "./errors.js";

/** The user and the database of a statement. */
export interface Role {
  readonly user?: string | undefined;
  readonly database?: string | undefined;
}

/** The names of a statement of ours, quoted. */
interface Names {
  readonly user: string;
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}

/** What a statement attempts, and what permits it. */
interface Need {
  readonly attempt: string;
  readonly grant: string;
}

const OWN_SCHEMA = quoted(SCHEMA);
const ANOTHER_SCHEMA = "or load into a schema in which the user may create tables (--schema NAME)";

/**
 * Explains a statement that was refused for lack of a privilege, with the GRANT that helps. Postgres itself names the object only,
 * and in the language of the server; so the privilege comes from the statement.
 */
export function explainedByGrant(error: unknown, sql: string, role: Role): unknown {
  const code = sqlState(error);
  const isHidden = code === "42P07" && sql.startsWith("CREATE TABLE"); // information_schema hides what the user may not use
  if (code !== "42501" && !isHidden) return error;
  const names = namesIn(sql, role);
  const { attempt, grant } = needOf(isHidden ? "ALTER TABLE" : sql, names);
  const isOwn = names.schema === OWN_SCHEMA;
  const remedies = [`Ask the owner to run: ${grant}`, ...(isOwn ? [] : [ANOTHER_SCHEMA])];
  return new (isOwn ? DestinationError : TableError)(
    `The user ${names.user} may not ${attempt}: ${serverMessage(error)}. ${remedies.join("; ")}.`,
    { cause: error },
  );
}

function namesIn(sql: string, { user = "", database = "" }: Role): Names {
  const [table = "", schema = ""] = /("(?:[^"]|"")+")\."(?:[^"]|"")+"/.exec(sql) ?? [];
  const [name = ""] = /"(?:[^"]|"")+"/.exec(sql) ?? [];
  return { user: quoted(user), database: quoted(database), schema: schema || name, table };
}

function needOf(sql: string, { user, database, schema, table }: Names): Need {
  if (sql.startsWith("CREATE SCHEMA")) {
    return { attempt: `create the schema ${schema}`, grant: `GRANT CREATE ON DATABASE ${database} TO ${user}` };
  }
  if (sql.startsWith("CREATE TEMP") || table === "") {
    return { attempt: "create temporary tables", grant: `GRANT TEMPORARY ON DATABASE ${database} TO ${user}` };
  }
  const inSchema = `GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${user}`;
  if (sql.startsWith("CREATE TABLE")) return { attempt: `create the table ${table}`, grant: inSchema };
  if (/^(ALTER|DROP) TABLE|^CREATE INDEX/.test(sql)) {
    return {
      attempt: `change the table ${table}, which must be its own`,
      grant: `${inSchema}; ALTER TABLE ${table} OWNER TO ${user}`,
    };
  }
  const tables = schema === OWN_SCHEMA ? `ALL TABLES IN SCHEMA ${schema}` : table;
  return {
    attempt: `read and write the table ${table}`,
    grant: `GRANT USAGE ON SCHEMA ${schema} TO ${user}; GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ${tables} TO ${user}`,
  };
}
