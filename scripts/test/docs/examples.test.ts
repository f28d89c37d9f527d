/** Every example in the documents compiles, so that readers do not copy a name that was removed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { blocksIn } from "./blocks.js";
import { problemsIn } from "./compile.js";
import { documents, root } from "./documents.js";

const MISSPELT = `Some words.

<!-- with: import { PageNumberPaginator } from "@sluice/core";
const param = "page"; -->
\`\`\`ts
const right = new PageNumberPaginator({ param });
const wrong = new PageNumbre({ param });
\`\`\`

<!-- not checked: it is only a sketch -->
\`\`\`ts
nothing of it is there
\`\`\`
`;

const blocks = documents().flatMap((document) => blocksIn(document, readFileSync(join(root, document), "utf8")));
const problems = problemsIn([...blocks, ...blocksIn("misspelt.md", MISSPELT)]);

test("examples are found in the guide, in READMEs and in what surrounds them", () => {
  const found = new Set(blocks.map(({ document }) => document));
  for (const document of ["README.md", "docs/how-to/adding-a-connector.md", "packages/core/README.md"]) {
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
