/** Every example in the documents compiles, so that nobody copies a name that is gone. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { blocksIn } from "./blocks.js";
import { problemsIn } from "./compile.js";

const root = new URL("../../../../", import.meta.url);

const documents = [
  ...["README.md", "CONTRIBUTING.md"],
  ...readdirSync(new URL("docs/", root), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path}`),
  ...readdirSync(new URL("packages/", root)).map((name) => `packages/${name}/README.md`),
];

const MISSPELT = `Some words.

<!-- with: import { PageNumber } from "@sluice/core";
const param = "page"; -->
\`\`\`ts
const right = new PageNumber({ param });
const wrong = new PageNumbre({ param });
\`\`\`

<!-- not checked: it is only a sketch -->
\`\`\`ts
nothing of it is there
\`\`\`
`;

const blocks = documents.flatMap((document) => blocksIn(document, readFileSync(new URL(document, root), "utf8")));
const problems = problemsIn([...blocks, ...blocksIn("misspelt.md", MISSPELT)]);

test("examples are found in the guide, in READMEs and in what surrounds them", () => {
  const found = new Set(blocks.map(({ document }) => document));
  for (const document of ["README.md", "docs/adding-a-connector.md", "packages/core/README.md"]) {
    expect(found).toContain(document);
  }
});

test("every one of them compiles", () => {
  expect(problems.filter((problem) => !problem.startsWith("misspelt.md"))).toEqual([]);
});

test("a misspelt name is a problem of its line, and a block that is not to be checked is none", () => {
  expect(problems.filter((problem) => problem.startsWith("misspelt.md"))).toEqual([
    expect.stringMatching(/^misspelt\.md:7: Cannot find name 'PageNumbre'/),
  ]);
});
