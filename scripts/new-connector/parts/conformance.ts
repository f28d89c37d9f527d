import { type Design, FAKE_RECORDS, hasEnvelope, PAGE_SIZE } from "../design.js";
import { sourceClass } from "../names.js";
import { authParts } from "./auth.js";

const LINKS = ["a next link to another host", "a next link of another scheme", "a next link to the same page"];
const TOTAL = "a total that does not come true";
const FLAG_THAT_STOPS = "a flag that says no more pages, too early"; // nothing but a total notices it
const FLAG_THAT_CONTINUES = "a flag that says more pages, forever";

/** The faults of the conformance suite that cannot occur, by how the connector pages. */
function notApplicable(design: Design): readonly string[] {
  switch (design.paging) {
    case "cursor":
    case "next-url":
      return [TOTAL, FLAG_THAT_STOPS];
    case "page":
      return [...LINKS, TOTAL, FLAG_THAT_STOPS, ...(hasEnvelope(design) ? [] : [FLAG_THAT_CONTINUES])];
    case "offset":
      return [...LINKS, ...(hasEnvelope(design) ? [] : [TOTAL]), FLAG_THAT_STOPS, FLAG_THAT_CONTINUES];
    case "none":
      return [];
  }
}

/** The test that every connector has. */
export function testFiles(design: Design): Readonly<Record<string, string>> {
  const { streams, paging, auth, title } = design;
  const Class = sourceClass(design);
  const { secret } = authParts(auth, title);
  // A list that does not say where it ends is read to an empty page.
  const pages = Math.ceil(FAKE_RECORDS / PAGE_SIZE) + (hasEnvelope(design) ? 0 : 1);
  const paged = paging === "none" ? [] : streams.map(({ name }) => `${name}: ${pages}`);
  const victim = streams.at(-1);
  const path = `/${victim?.path}`.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const text = `import { describeConnector } from "@sluice/testkit/jest";
import { start${Class} } from "../fake/index.js";
import { ${Class} } from "../src/index.js";

await describeConnector({
  create: () => new ${Class}(),
  folder: new URL("..", import.meta.url),
  start: start${Class},
  wrongCredentials: (config) => ({ ...config, ${secret}: "wrong-Ab3xYz" }),
  paged: { ${paged.join(", ")} },
  victim: { stream: "${victim?.name}", request: /^${path}$/ },
  notApplicable: ${JSON.stringify(notApplicable(design))},
});
`;
  return { "test/conformance.test.ts": text };
}
