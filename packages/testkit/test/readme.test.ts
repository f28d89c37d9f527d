import { describe, expect, test } from "@jest/globals";
import { fillSections } from "../src/index.js";

describe("generated parts of a README", () => {
  const sections = new Map([["streams", "NEW"]]);

  test("are replaced between their marks, and nothing else is", () => {
    const readme = "before\n<!-- generated: streams -->\nOLD\n<!-- /generated -->\nafter";
    const filled = fillSections(readme, sections);
    expect(filled).toBe("before\n<!-- generated: streams -->\nNEW\n<!-- /generated -->\nafter");
    expect(fillSections(filled, sections)).toBe(filled);
  });

  test("a section that the code does not make is an error", () => {
    expect(() => fillSections("<!-- generated: nope -->\n<!-- /generated -->", sections)).toThrow('asks for "nope"');
  });
});
