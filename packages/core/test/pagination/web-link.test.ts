/** `Link` headers as RFC 8288 has them. */
import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { createRequest } from "../../src/http/request.js";
import { LinkHeaderPaginator } from "../../src/pagination/link-header.js";
import { linksIn } from "../../src/pagination/web-link.js";
import { rawServer } from "../support/raw-server.js";
import { contextOf, Items, readAll } from "../support/streams.js";

const nextOf = (link: string) =>
  new LinkHeaderPaginator().next({
    request: createRequest("https://api.example.com", "x"),
    headers: { link },
    body: [],
    records: [],
    recordCount: 0,
  });

describe("a Link header", () => {
  test.each([
    ['</n>; rel="prev next"', "/n", "several rels"],
    ["</n>; rel=next", "/n", "a token in place of a quoted text"],
    ['</a,b;c>; rel="next"', "/a,b;c", "commas and semicolons within <…>"],
    ['</p>; rel="prev", </n>; rel="next"', "/n", "several links"],
    ['</p>; rel="prev",</n>; rel="next"', "/n", "repeated headers that were joined"],
    [', , </n>; rel="next",', "/n", "empty elements of the list"],
    ['</n>; rel="next"; rel="prev"', "/n", "a repeated rel, of which the first counts"],
    ["</n>; title*=UTF-8'de'n%c3%a4chstes; rel=next", "/n", "an extended parameter"],
    ['</n>; title="a, </x>; rel=next"; rel="next"', "/n", "a link within a quoted text"],
    ['</n>; title="a \\" b"; rel="next"', "/n", "an escaped quote"],
    ["</n>;;; rel=next", "/n", "empty parameters"],
    ["</n> ; crossorigin ; REL = next", "/n", "blanks, a parameter without a value, and capitals"],
    ['</n>; rel="  NEXT\tlast "', "/n", "capitals and blanks within rel"],
    ['</x>; rel="next"; anchor="/other", </n>; rel="next"', "/n", "a link about something else"],
    ['</n>; rel="next', "/n", "a quoted text without an end"],
    ['</n>; rel="next" nonsense', "/n", "nonsense after the link"],
    ["< /n >; rel=next", "/n", "blanks within <…>"],
    ["<>; rel=next", "", "an empty reference"],
  ])("%s leads to %j, with %s", (link, url) => {
    expect(nextOf(link)).toEqual({ url });
  });

  test.each([
    "",
    " , ",
    '</n>; rel="http://example.com/rels/next"',
    '</n>; rel="prev"; rel="next"',
    '</n>; rev="next"',
    '</n>; title="rel=next"',
    '</n>; rel="next"; anchor="#part"',
    "</n>",
  ])("%j has no link to a next page", (link) => {
    expect(nextOf(link)).toBeUndefined();
  });

  test.each(["nonsense", "</p>; rel=prev, nonsense", "</n", '</p>; rel="prev" </n>; rel="nextt" x'])(
    "%j cannot be read, which is not the end of the list",
    (link) => {
      expect(() => nextOf(link)).toThrow(SystemError);
      expect(() => nextOf(link)).toThrow("GET /x answered with a Link header that cannot be read.");
    },
  );

  test("is read in a time that grows with its length", () => {
    const started = performance.now();
    linksIn(`</n>; ${'a="\\"'.repeat(20_000)}`);
    linksIn(`<${"<".repeat(100_000)}`);
    expect(linksIn(`</n>${"; a = b".repeat(20_000)}`).isWhole).toBe(true);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

test("follows relative links of a header that is sent twice", async () => {
  const seen: string[] = [];
  const server = await rawServer(({ url = "" }, response) => {
    seen.push(url);
    response.setHeader("link", [
      '</items>; rel="first"',
      seen.length < 3 ? `<?page=${seen.length + 1}>; rel="next"` : "</items>; rel=last",
    ]);
    response.end(JSON.stringify({ items: [{ id: seen.length }] }));
  });
  const read = await readAll(new Items(contextOf(server).context, new LinkHeaderPaginator()));
  await server.close();
  expect(read.error).toBeUndefined();
  expect(seen).toEqual(["/items", "/items?page=2", "/items?page=3"]);
});
