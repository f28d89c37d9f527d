/** What earlier syncs of a table mean for its private columns: only decided here. */
import type { StreamEntry } from "../state/connection-state.js";
import type { KeyPath } from "../streams/stream.js";
import { isReplaced, type Table } from "../tables/table.js";
import { FieldRules, foldField } from "./fields.js";
import type { PrivacyRecord } from "./privacy-record.js";
import { concernOf, type PrivateColumns } from "./private-columns.js";
import { SALT_VARIABLE } from "./salt.js";

const NOTHING: PrivacyRecord = { excluded: [], hashed: [], salts: [] };

/** What is private in all rows once this sync has added its own. Undefined where nothing is. */
export function privacyAfter(
  before: PrivacyRecord | undefined,
  now: PrivateColumns | undefined,
): PrivacyRecord | undefined {
  const { excluded, hashed, salts } = now?.record ?? NOTHING;
  const old = before ?? NOTHING;
  const after = {
    excluded: excluded.filter((field) => old.excluded.includes(field)),
    hashed: hashed.filter((field) => old.hashed.includes(field)),
    salts: [...new Set([...old.salts, ...salts])],
  };
  return Object.values(after).every((list) => list.length === 0) ? undefined : after;
}

/** Why rows that are there cannot be merged with new ones: their key was hashed in another way. Undefined where they can. */
export function changedKeyHash(
  { schema, name, label, key }: Table,
  before: PrivacyRecord | undefined,
  now: PrivateColumns | undefined,
): string | undefined {
  const [old, current] = [before ?? NOTHING, now?.record ?? NOTHING];
  const [oldFields, fields] = [hashedIn(key, old), hashedIn(key, current)];
  const isSame = JSON.stringify(oldFields) === JSON.stringify(fields);
  const isSalted = fields.length === 0 || old.salts.every((salt) => current.salts.includes(salt));
  if (isSame && isSalted) return undefined;
  const what = !isSame
    ? `The key of ${schema}.${name} is ${fields.length > 0 ? "hashed now" : "not hashed any more"}`
    : `The key of ${schema}.${name} is hashed, and ${SALT_VARIABLE} is not that of its rows`;
  return `${what}: rows cannot be merged by it. Read the stream in full: --full-refresh --streams ${label}`;
}

function hashedIn(key: readonly KeyPath[], { hashed }: PrivacyRecord): readonly string[] {
  return hashed.filter((field) => {
    const rules = FieldRules.of({ hash: [field] });
    return key.some((path) => concernOf(rules, path) !== undefined);
  });
}

/**
 * What a user should know of rows that earlier syncs loaded: they stay as they are until they are replaced.
 *
 * @param entry the stream in the state.
 */
export function privacyWarnings(
  table: Table,
  privacy: PrivateColumns | undefined,
  entry: StreamEntry | undefined,
): readonly string[] {
  const keepsRows = !isReplaced(table) && entry?.schema === table.schema && entry.loaded > 0;
  return keepsRows ? oldRows(table, privacy, entry.privacy ?? NOTHING) : [];
}

function oldRows(
  { schema, name, label }: Table,
  privacy: PrivateColumns | undefined,
  before: PrivacyRecord,
): readonly string[] {
  const now = privacy?.record ?? NOTHING;
  const warnings: string[] = [];
  const warn = (text: string) => warnings.push(`${schema}.${name}: ${text}: --full-refresh --streams ${label}`);
  const asWritten = (fields: readonly string[]) =>
    [...(privacy?.excluded ?? []), ...(privacy?.hashed ?? [])].filter((field) => fields.includes(foldField(field)));
  const excluded = now.excluded.filter((field) => !before.excluded.includes(field));
  const plain = now.hashed.filter((field) => !before.hashed.includes(field));
  const isPrivate = asWritten([...excluded, ...plain]).join(", ");
  if (isPrivate !== "") {
    warn(`rows of earlier syncs keep their values of ${isPrivate}. To remove these, read the stream in full`);
  }
  const shown = before.hashed.filter((field) => !now.hashed.includes(field) && !now.excluded.includes(field));
  if (shown.length > 0) {
    const fields = shown.join(", ").toLowerCase();
    warn(
      `rows of earlier syncs keep hashes of ${fields}, which is not hashed any more. To replace these, read it in full`,
    );
  }
  const hashed = asWritten(now.hashed.filter((field) => before.hashed.includes(field)));
  if (hashed.length > 0 && before.salts.some((salt) => !now.salts.includes(salt))) {
    warn(
      `rows of earlier syncs were hashed with another ${SALT_VARIABLE}, so joins on ${hashed.join(", ")} miss them. ` +
        "Set the earlier one again, or read the stream in full",
    );
  }
  return warnings;
}
