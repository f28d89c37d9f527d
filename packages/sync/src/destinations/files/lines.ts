/** SQL on lines of JSON, in which our own members come first. */
import { OWN_COLUMNS } from "../../tables/table.js";
import { idOf, isFormer } from "../duckdb/sql.js";
import { text } from "../sql/text.js";

const BEFORE_ID = `{"${OWN_COLUMNS.id}":"`;
const BEFORE_TIME = `","${OWN_COLUMNS.syncedAt}":`;
const BEFORE_MARK = `,"${OWN_COLUMNS.deletedAt}":"`;
/** Our own members are at most so long, in bytes; they are longer than the envelope that they replace. */
const OWN_BYTES = 256;

/** The id of a line. */
export const ID = `CAST(substr(CAST(json AS VARCHAR), ${BEFORE_ID.length + 1}, 36) AS UUID)`;

/** Whether version 1 wrote the line. */
export const IS_FORMER = isFormer(ID);

/** What a line begins with, up to where a mark is. A member of a record is never taken for one of ours. */
const HEAD = `(\\{"${OWN_COLUMNS.id}":"[^"]*","${OWN_COLUMNS.syncedAt}":(?:null|"[^"]*"))`;

/** Whether a line is marked as deleted. */
export const IS_MARKED = `regexp_matches(CAST(json AS VARCHAR), ${text(`^${HEAD}${BEFORE_MARK}`)})`;

/** The line without a mark. */
export const UNMARKED = `regexp_replace(CAST(json AS VARCHAR), ${text(`^${HEAD}${BEFORE_MARK}[^"]*"`)}, '\\1')`;

/** The line, marked as deleted now unless it was before. */
export const MARKED =
  `CASE WHEN ${IS_MARKED} THEN CAST(json AS VARCHAR) ELSE ` +
  `regexp_replace(CAST(json AS VARCHAR), ${text(`^${HEAD}`)}, '\\1${BEFORE_MARK}' || ${isoTime("now()", "%f")} || '"') END`;

/** The lines of files, as `json`. @param longestLine of the batches in them, in bytes. */
export function linesIn(files: readonly string[], longestLine: number): string {
  return `read_ndjson_objects([${files.map(text).join(", ")}], maximum_object_size = ${longestLine + OWN_BYTES})`;
}

/** Writes lines. No control character is in a line of JSON, so that these here neither occur in it nor have to be escaped. */
export function copied(lines: string, file: string): string {
  return (
    `COPY (SELECT json FROM (${lines})) TO ${text(file)} ` +
    "(FORMAT csv, HEADER false, DELIMITER '\u0001', NULLSTR '\u0002', QUOTE '', ESCAPE '', USE_TMP_FILE false)"
  );
}

/** Counts lines with an object that has two members of one name: a VARIANT has only one of them. Blanks make a line longer too. */
export function repeatsIn(lines: string): string {
  const once = "coalesce(strlen(CAST(TRY_CAST(CAST(json AS VARIANT) AS JSON) AS VARCHAR)), 0)";
  const rows = `SELECT CAST(json AS VARCHAR) AS line, ${once} AS once FROM ${lines}`;
  return `SELECT count(*) AS lines FROM (${rows}) WHERE once < strlen(line) AND once < strlen(CAST(json(line) AS VARCHAR))`;
}

/** How the lines of a batch are read. */
export interface BatchLines {
  /** Of records with one key the last stays. */
  readonly isKeyed: boolean;
  /** Whether a record that was deleted gives no line. */
  readonly isRemoving: boolean;
}

const ORDINAL = "CAST(head[1] AS BIGINT)";
const DELETED_AT = "CAST(head[4] AS BIGINT)";

/** The lines of a batch file as `RecordEncoder` writes it for untyped destinations. */
export function linesOfBatch(batch: string, { isKeyed, isRemoving }: BatchLines): string {
  const parts =
    `SELECT ${isKeyed ? idOf("head[3]") : "uuidv7()"} AS id, make_timestamptz(CAST(head[2] AS BIGINT) * 1000) AS time, ` +
    `make_timestamptz(${DELETED_AT}) AS deleted, line[strpos(line, ',"record":{') + 11:-2] AS members ` +
    `FROM (${isKeyed ? lastHeads(batch) : heads(batch)})${isRemoving ? ` WHERE ${DELETED_AT} IS NULL` : ""}`;
  const time = `coalesce('"' || ${isoTime("time", "%g")} || '"', 'null')`;
  const mark = `coalesce('${BEFORE_MARK}' || ${isoTime("deleted", "%f")} || '"', '')`;
  const comma = "CASE WHEN regexp_matches(members, '^\\s*\\}') THEN '' ELSE ',' END";
  return `SELECT '${BEFORE_ID}' || id || '${BEFORE_TIME}' || ${time} || ${mark} || ${comma} || members AS json FROM (${parts})`;
}

/** The ids of the records in a batch file that were deleted in the end. */
export function removedIds(batch: string): string {
  return `SELECT ${idOf("head[3]")} AS id FROM (${lastHeads(batch)}) WHERE ${DELETED_AT} IS NOT NULL`;
}

function heads(batch: string): string {
  const members = "['/ordinal', '/emitted_at', '/key', '/deleted_at']";
  return `SELECT CAST(json AS VARCHAR) AS line, json_extract_string(json, ${members}) AS head FROM ${batch}`;
}

/** Of each key the last. */
function lastHeads(batch: string): string {
  const last = `SELECT max(${ORDINAL}) FROM (${heads(batch)}) GROUP BY head[3]`;
  return `SELECT * FROM (${heads(batch)}) WHERE ${ORDINAL} IN (${last})`;
}

/** @param fraction as `strftime` takes it. */
function isoTime(time: string, fraction: string): string {
  return `strftime(${time}, '%Y-%m-%dT%H:%M:%S.${fraction}Z')`;
}

/** The values of a key's fields in a line, by which version 1 compared rows: a field that is missing is null. */
export function formerKeyOf(fields: readonly string[]): string {
  return fields
    .map((field) => `coalesce(CAST(json_extract(json, ${pointerTo(field)}) AS VARCHAR), 'null')`)
    .join(" || ',' || ");
}

/** A field of a line as a JSON pointer. */
export function pointerTo(field: string): string {
  return text(`/${field.replaceAll("~", "~0").replaceAll("/", "~1")}`);
}
