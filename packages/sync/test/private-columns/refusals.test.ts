import { describe, expect, test } from "@jest/globals";
import type { PrivateFields } from "../../src/private-columns/fields.js";
import { closestIn, isInSchema } from "../../src/private-columns/names-in-schema.js";
import { PrivateColumns } from "../../src/private-columns/private-columns.js";
import { privacyProblem } from "../../src/private-columns/refusals.js";

function problem(fields: PrivateFields, key: readonly string[], cursor = ""): string | undefined {
  const privacy = PrivateColumns.of(fields, "salt");
  const pathOf = (path: string) => (path === "" ? [] : path.split("."));
  return privacy && privacyProblem(privacy, { key: key.map(pathOf), cursor: pathOf(cursor) });
}

describe("private columns", () => {
  test.each<[string, PrivateFields, string]>([
    ["the key itself", { exclude: ["ID"] }, "id"],
    ["an object around it", { exclude: ["meta"] }, "meta.id"],
    ["a part of it", { exclude: ["meta.id.a"] }, "meta.id"],
    ["a part of a hashed one", { exclude: ["id.a"], hash: ["id"] }, "id"],
  ])("exclude no part of a key: %s", (_what, fields, key) => {
    expect(problem(fields, ["org", key])).toMatch(`${key} is of its key, by which rows are recognized`);
  });

  test("hash a key, or a part of it, and not an object around it", () => {
    expect(problem({ hash: ["id", "meta.x"], exclude: ["name"] }, ["id", "meta"])).toBeUndefined();
    expect(problem({ hash: ["meta"] }, ["meta.id"])).toMatch("Hash meta.id itself.");
  });

  test.each<PrivateFields>([{ exclude: ["AT"] }, { hash: ["at"] }, { hash: ["at.x"] }])(
    "are not those of a cursor: %j",
    (fields) => {
      expect(problem(fields, [], "at")).toMatch("at is its cursor, whose values are in the saved state");
    },
  );

  test("may be any others", () => {
    expect(problem({ exclude: ["email"], hash: ["phone"] }, ["id"], "at")).toBeUndefined();
  });
});

describe("the names of private columns", () => {
  const schema = {
    properties: {
      email: { type: "string" },
      address: { type: ["null", "object"], properties: { street: {}, zip: {} } },
      lines: { type: "array", items: { type: "object", properties: { note: {} } } },
      free: { type: "object" },
      choice: { oneOf: [{ type: "string" }, { type: "object", properties: { a: {} } }] },
    },
  };

  test.each(["email", "EMAIL", "address.street", "lines.note", "lines", "free.any.thing", "choice.a"])(
    "are known where the schema has them: %s",
    (field) => {
      expect(isInSchema(field, schema)).toBe(true);
    },
  );

  test.each([
    ["emial", "email"],
    ["e-mail", "email"],
    ["address.stret", "address.street"],
    ["address.email", undefined],
    ["email.x", "email"],
    ["lines.notes", "lines.note"],
    ["unrelated", undefined],
  ])("are compared with it where it does not: %s", (field, closest) => {
    expect(isInSchema(field, schema)).toBe(false);
    expect(closestIn(field, schema)).toBe(closest);
  });
});
