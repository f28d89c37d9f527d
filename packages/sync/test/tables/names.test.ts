import { describe, expect, test } from "@jest/globals";
import { namesFor } from "../../src/tables/names.js";

const names = (...originals: string[]) => [...namesFor(originals).values()];

describe("a name", () => {
  test.each(["id", "createdAt", "名前", "a.b", 'c"d', "select", "row_number", "has space", "é".repeat(20), "$"])(
    "of %j is kept as the source spells it",
    (original) => {
      expect(names(original)).toEqual([original]);
    },
  );

  test("that differs from another in case only gets a part of its hash, at any position", () => {
    const [first = "", second = ""] = names("Id", "id");
    expect([first, second]).toEqual(["Id", expect.stringMatching(/^id_[0-9a-f]{6}$/)]);
    expect(names("Id", "other", "id")).toEqual([first, "other", second]);
  });

  test("that has another Unicode form of the same letter clashes too", () => {
    expect(names("\u00e9", "e\u0301")).toEqual(["\u00e9", expect.stringMatching(/^e\u0301_[0-9a-f]{6}$/)]);
  });

  test("that is empty, or one of ours, is changed", () => {
    expect(names("", "_sluice_id", "_SLUICE_x")).toEqual([
      expect.stringMatching(/^_[0-9a-f]{6}$/),
      expect.stringMatching(/^sluice_id_[0-9a-f]{6}$/),
      expect.stringMatching(/^SLUICE_x_[0-9a-f]{6}$/),
    ]);
  });

  test("that is too long is truncated at a whole letter, and remains unique", () => {
    const long = `${"ключ".repeat(20)}`;
    const cut = names(`${long}a`, `${long}b`);
    expect(new Set(cut).size).toBe(2);
    for (const name of cut) {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(51);
      expect(name).toMatch(/^(ключ)+(клю|кл|к)?_[0-9a-f]{6}$/u);
    }
  });

  test("that was given before stays, and others get another one", () => {
    const known = new Map([["id", "Id"]]);
    expect([...namesFor(["Id", "id"], { known })]).toEqual([
      ["Id", expect.stringMatching(/^Id_[0-9a-f]{6}$/)],
      ["id", "Id"],
    ]);
  });

  test("stays taken when its original has vanished, and so does a name that a user took", () => {
    const known = new Map([["Old", "users"]]);
    expect([...namesFor(["Users"], { known }).values()]).toEqual([expect.stringMatching(/^Users_[0-9a-f]{6}$/)]);
    expect([...namesFor(["users"], { taken: ["USERS"] }).values()]).toEqual([
      expect.stringMatching(/^users_[0-9a-f]{6}$/),
    ]);
  });

  test.each(["xmin", "CTID", "tableoid", "oid"])("of the system column %s is changed in every destination", (name) => {
    expect(names(name)).toEqual([expect.stringMatching(new RegExp(`^${name}_[0-9a-f]{6}$`))]);
  });

  test.each(["a\u0000b", "a\nb", "\ufeffid", "\ud800", "tab\t", " ", "\u00a0\u2003"])(
    "of %j is changed, because databases or readers refuse it",
    (name) => {
      const [changed = ""] = names(name);
      expect(changed).toMatch(/_[0-9a-f]{6}$/);
      expect(names(changed)).toEqual([changed]);
    },
  );
});
