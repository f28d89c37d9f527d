/** Foreign keys between tables, inferred from the names of columns: `account_id` refers to `accounts.id`. */
import type { Reference, TableReport } from "./report-data.js";

/** The last word of a column that refers to another table. */
const KEY_WORDS: ReadonlySet<string> = new Set(["id", "uuid", "guid", "key"]);

type Named = Pick<TableReport, "connection" | "name" | "columns">;

/** All references between tables of one connection each. */
export function referencesIn(tables: readonly Named[]): readonly Reference[] {
  const connections = new Set(tables.map(({ connection }) => connection));
  return [...connections].flatMap((connection) => {
    const own = tables.filter((table) => table.connection === connection);
    const targets = new Map(own.map((table) => [tableWord(table), table]));
    return own.flatMap((table) => table.columns.flatMap(({ name }) => referenceOf(table, name, targets) ?? []));
  });
}

function referenceOf(table: Named, column: string, targets: ReadonlyMap<string, Named>): Reference | undefined {
  const words = wordsIn(column);
  const keyWord = words.pop();
  if (keyWord === undefined || words.length === 0 || !KEY_WORDS.has(keyWord)) return undefined;
  const target = words.length === 1 && words[0] === "parent" ? table : targetOf(words, targets);
  const targetColumn = target?.columns.find(
    ({ name, isKey }) => isKey && (wordsIn(name).join() === keyWord || wordsIn(name).join() === wordsIn(column).join()),
  );
  if (target === undefined || targetColumn === undefined) return undefined;
  if (target === table && targetColumn.name === column) return undefined;
  return {
    ...{ connection: table.connection, table: table.name, column },
    ...{ target: target.name, targetColumn: targetColumn.name },
    isParent: table.columns.some(({ name, isKey }) => name === column && isKey),
  };
}

/** The table of the most words at the end: `created_by_user` is a user, `user_account` an account unless there is a table of that name. */
function targetOf(words: readonly string[], targets: ReadonlyMap<string, Named>): Named | undefined {
  for (let start = 0; start < words.length; start++) {
    const target = targets.get(singularOf(words.slice(start)));
    if (target !== undefined) return target;
  }
  return undefined;
}

/** Without its schema. */
function tableWord({ name }: Named): string {
  return singularOf(wordsIn(name.slice(name.indexOf(".") + 1)));
}

function singularOf(words: readonly string[]): string {
  return [...words.slice(0, -1), singular(words.at(-1) ?? "")].join("_");
}

function singular(word: string): string {
  if (/(us|ss|is)$/.test(word)) return word;
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(us|ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.replace(/s$/, "");
}

/** `accountId`, `AccountID` and `account_id` are the same words. */
function wordsIn(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== "");
}
