/** Every link of the documents leads somewhere. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { documents, root } from "./documents.js";
import { deadLinks } from "./links.js";

test("no link of the documents is dead", () => {
  const all = documents();
  expect(all).toEqual(
    expect.arrayContaining(["README.md", "docs/reference/state.md", "connectors/source-vitally/README.md"]),
  );
  expect(all.flatMap((document) => deadLinks(root, document))).toEqual([]);
});

test("a file that is not there, a heading that it does not have, and an address that is none are dead", () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-links-"));
  writeFileSync(
    join(folder, "other.md"),
    "# Other\n\n## `code` & [words](x.md)\n\n```sh\n# no heading\n```\n## Twice\n## Twice\n",
  );
  const links = [
    ...[
      "other.md",
      "other.md#other",
      "#here",
      "other.md#code--words",
      "other.md#twice-1",
      "https://example.com/a?b=c#d",
    ],
    ...[
      "gone.md",
      "other.md#no-heading",
      "#there",
      "http://example.com",
      "https://",
      "../outside.md",
      "other.md#Other",
    ],
  ];
  const code = "`[a](not-there.md)`\n\n```md\n[a](nor-there.md)\n```\n";
  writeFileSync(join(folder, "a.md"), `## Here\n\n${links.map((link) => `- ![x](${link})`).join("\n")}\n\n${code}`);
  expect(deadLinks(folder, "a.md")).toEqual(links.slice(6).map((link) => `a.md: ${link}`));
  rmSync(folder, { recursive: true });
});
