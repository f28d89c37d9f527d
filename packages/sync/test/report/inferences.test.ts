/** What a report infers from names and texts. */
import { describe, expect, test } from "@jest/globals";
import { referencesIn } from "../../src/report/references.js";
import { explained } from "../../src/report/remedy.js";
import { stateSummary } from "../../src/report/state-summary.js";

/** Tables of one connection: their names, and their columns, in which `*` marks the key. */
const references = (tables: Readonly<Record<string, string>>, connection = "acme") =>
  referencesIn(
    Object.entries(tables).map(([name, columns]) => ({
      connection,
      name: `acme.${name}`,
      columns: columns.split(" ").map((column) => ({
        ...{ name: column.replace("*", ""), type: undefined },
        isKey: column.includes("*"),
      })),
    })),
  ).map(({ table, column, target, targetColumn, isParent }) => {
    return `${table}.${column} ${isParent ? "⇒" : "→"} ${target}.${targetColumn}`.replaceAll("acme.", "");
  });

describe("a reference", () => {
  test.each([
    ["account_id", "accounts", "*id"],
    ["accountId", "accounts", "*id"],
    ["AccountID", "Account", "*Id"],
    ["category_id", "categories", "*id"],
    ["status_id", "statuses", "*id"],
    ["address_id", "addresses", "*id"],
    ["company_uuid", "companies", "*uuid"],
    ["created_by_user_id", "users", "*id"],
    ["productId", "products", "*productId"],
    ["note_category_id", "note_categories", "*id"],
  ])("%s is to %s(%s)", (column, target, key) => {
    expect(references({ notes: `*id ${column}`, [target]: key })).toEqual([
      `notes.${column} → ${target}.${key.slice(1)}`,
    ]);
  });

  test.each([
    ["account", "accounts", "*id"],
    ["account_id", "accounts", "*number"],
    ["account_id", "accounts", "id"],
    ["paid", "pa", "*id"],
    ["id", "ids", "*id"],
    ["template_id", "accounts", "*id"],
  ])("%s is not to %s(%s)", (column, target, key) => {
    expect(references({ notes: `*nr ${column}`, [target]: key })).toEqual([]);
  });

  test("is to the table of the most words, to the table itself for a parent, and to a parent in a key", () => {
    expect(references({ users: "*id", user_accounts: "*id", accounts: "*id", logs: "*nr user_account_id" })).toEqual([
      "logs.user_account_id → user_accounts.id",
    ]);
    expect(references({ teams: "*id parent_id parent_team_id" })).toEqual([
      "teams.parent_id → teams.id",
      "teams.parent_team_id → teams.id",
    ]);
    expect(references({ tasks: "*projectId *id", projects: "*id" })).toEqual(["tasks.projectId ⇒ projects.id"]);
    expect(references({ products: "*productId name" })).toEqual([]);
  });
});

test("a reference is not looked for in another connection", () => {
  const column = (name: string) => ({ name, type: undefined, isKey: name === "id" });
  const notes = { connection: "one", name: "one.notes", columns: [column("account_id")] };
  const accounts = { connection: "two", name: "two.accounts", columns: [column("id")] };
  expect(referencesIn([notes, accounts])).toEqual([]);
});

test.each([
  ["The key was refused. Make a new one.", "The key was refused.", "Make a new one."],
  ["A failed: x. It is 5. Check the path. Then resume.", "A failed: x. It is 5.", "Check the path. Then resume."],
  ["Check failed.", "Check failed.", undefined],
  ["The list broke off at example.com. check it", "The list broke off at example.com. check it", undefined],
  ["", "", undefined],
])("%j is divided where it says what to do", (message, failure, remedy) => {
  expect(explained(message)).toEqual({ failure, remedy });
});

test.each([
  ['{"updatedAt":"2026-01-02T03:04:05.000Z"}', "up to 2026-01-02T03:04:05Z (40 B)"],
  ['{"a":{"at":"2026-01-03"},"b":[{"at":"2026-01-01"}]}', "2 cursors, 2026-01-01 to 2026-01-03 (51 B)"],
  ['{"token":"s3cr3t","user":"ada@example.com","page":7}', "52 B"],
  ['{"at": 12345678901234567890', "27 B"],
  [`{"next":"${"x".repeat(2_000)}"}`, "2.0 kB"],
])("the state %s is shown as %j", (text, expected) => {
  expect(stateSummary(text)).toBe(expected);
});
