import { describe, expect, test } from "@jest/globals";
import stringWidth from "string-width";
import { printTable, type TableOptions } from "../../../src/cli/view/table.js";
import { FakeOutlet } from "./support.js";

/** The lines of a table on a terminal so wide, or on none. */
function printed(rows: readonly (readonly string[])[], options: TableOptions = {}, columns?: number) {
  const outlet = new FakeOutlet(columns === undefined ? {} : { columns, rows: 24 }, { NO_COLOR: "1" });
  printTable(outlet, rows, options);
  return outlet.written.split("\n").slice(0, -1);
}

describe("a table", () => {
  test("has columns of one width, numbers to the right, and no blanks at the end of a line", () => {
    const rows = [
      ["name", "count", "note"],
      ["会議", "1,234", ""],
      ["e\u0301🎉", "5", "x"],
    ];
    expect(printed(rows, { numbers: new Set([1]) })).toEqual([
      "name  count  note",
      "会議  1,234",
      "e\u0301🎉       5  x",
    ]);
  });

  test("is of any width where there is no terminal, and shows whole values", () => {
    const long = "x".repeat(5_000);
    expect(printed([["a"], [long]])).toEqual(["a", long]);
  });

  test.each([30, 47, 80, 200])("is never wider than a terminal of %i columns", (columns) => {
    const rows = [
      ["id", "a", "b", "c"],
      ["1", "名前".repeat(40), "🎉".repeat(40), "x".repeat(2_000)],
    ];
    const lines = printed(rows, { elsewhere: "--json has all" }, columns);
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
  });

  test("shares what there is, so that only the widest columns are cut", () => {
    const rows = [
      ["short", "long", "longer"],
      ["x", "y".repeat(25), "z".repeat(90)],
    ];
    expect(printed(rows, {}, 80)[1]).toBe(`x      ${"y".repeat(25)}  ${"z".repeat(45)}…`);
    expect(printed(rows, {}, 60)[1]).toBe(`x      ${"y".repeat(25)}  ${"z".repeat(25)}…`);
  });

  test("leaves out spare columns first and then the last ones, and names them", () => {
    const rows = [
      ["name", "spare", "text", "more"],
      ["x", "12345678", "y".repeat(30), "z".repeat(30)],
    ];
    const options = { numbers: new Set([1]), spare: [1], elsewhere: "--json has all" };
    expect(printed(rows, options, 54)).toEqual([
      `name  text${" ".repeat(21)}more`,
      `x     ${"y".repeat(22)}…  ${"z".repeat(22)}…`,
      "1 more column does not fit (--json has all): spare",
    ]);
    expect(printed(rows, options, 40).at(-1)).toBe("2 more columns do not fit (--json has a…");
  });

  test("leaves out a column in which no row has anything if it is asked to", () => {
    const rows = [
      ["name", "rate", "note"],
      ["x", "", "y"],
    ];
    expect(printed(rows)).toEqual(["name  rate  note", "x           y"]);
    expect(printed(rows, { hidesEmpty: true })).toEqual(["name  note", "x     y"]);
  });

  test("has a row of one cell across all columns, and cuts it at the end of the line", () => {
    const rows = [["name", "note"], ["x", "y"], ["z".repeat(99)]];
    expect(printed(rows, {}, 30)).toEqual(["name  note", "x     y", `${"z".repeat(29)}…`]);
  });

  test("cuts wide characters as a whole", () => {
    const cut = (columns: number) => printed([["a"], ["名前".repeat(20)]], {}, columns)[1];
    expect([cut(30), cut(31)]).toEqual([`${"名前".repeat(7)}…`, `${"名前".repeat(7)}名…`]);
  });

  test("never cuts a number", () => {
    const rows = [
      ["n", "text"],
      ["123456789012345678901234567890", "x"],
    ];
    expect(printed(rows, { numbers: new Set([0]) }, 36)[1]).toBe("123456789012345678901234567890  x");
  });

  test("shows control characters and line feeds of a cell as escapes", () => {
    expect(printed([["a\nb"], ["\u001b[31mred\u009b"]])).toEqual(["a\\nb", "\\u001b[31mred\\u009b"]);
  });
});
