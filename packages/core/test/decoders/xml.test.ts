import { describe, expect, test } from "@jest/globals";
import { seeded } from "@sluice/testkit";
import { xml } from "../../src/decoders/xml.js";
import { SystemError, TransientError } from "../../src/errors/connector-error.js";
import { rejectionOf } from "../support/client.js";
import { linesOf, pieces, recordsOf } from "../support/decoding.js";

const items = xml({ record: "item" });

const listOf = (record: string) => `<?xml version="1.0"?><items>${record}</items>`;

describe("xml", () => {
  test.each([
    ["elements and text", "<item><id>007</id><name>Ada &amp; Bo</name></item>", { id: "007", name: "Ada & Bo" }],
    [
      "attributes",
      '<item id="1"><name lang="en">x</name></item>',
      { "@id": "1", name: { "@lang": "en", "#text": "x" } },
    ],
    ["repeated elements", "<item><tag>a</tag><id>1</id><tag>b</tag></item>", { tag: ["a", "b"], id: "1" }],
    ["nested elements", "<item><a><b>1</b><c><d/></c></a></item>", { a: { b: "1", c: { d: null } } }],
    ["an empty element", "<item><a></a><b/><c x='1'/></item>", { a: null, b: null, c: { "@x": "1" } }],
    ["text alone", "<item>x</item>", { "#text": "x" }],
    ["text between elements", "<item>\n  <a>1</a>\n  more\n</item>", { a: "1", "#text": "more" }],
    ["blanks in a value", "<item><a> x\n</a></item>", { a: " x\n" }],
    ["CDATA", "<item><a>1 <![CDATA[<b> & ]]>2</a></item>", { a: "1 <b> & 2" }],
    ["character references", "<item><a>&#65;&#x1F511;&lt;</a></item>", { a: "A🔑<" }],
    ["comments and instructions", "<item><!-- x --><?y z?><a>1</a></item>", { a: "1" }],
    ["a record within a record", "<item><item>1</item></item>", { item: "1" }],
    ["prefixes", '<item xmlns:g="urn:g"><g:id>1</g:id><id>2</id></item>', { "g:id": "1", id: "2" }],
    ["a default namespace", '<item xmlns="urn:x"><id>1</id></item>', { id: "1" }],
    [
      "xsi:nil",
      '<item xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><id i:nil="true"/><a i:nil="false">x</a></item>',
      { id: null, a: { "@i:nil": "false", "#text": "x" } },
    ],
    ["a name like a member of objects", "<item><constructor>1</constructor></item>", { constructor: "1" }],
  ])("reads %s", async (_what, record, expected) => {
    expect(await recordsOf(items, listOf(record))).toEqual([expected]);
  });

  test("writes a single element as a list where it is declared to be one", async () => {
    const decoder = xml({ record: "item", lists: ["tag"] });
    expect(await recordsOf(decoder, listOf("<item><tag>a</tag></item>"))).toEqual([{ tag: ["a"] }]);
  });

  test("finds records by the name with its prefix, at any depth", async () => {
    const text =
      '<s:Envelope xmlns:s="urn:s"><s:Body><list><s:row><id>1</id></s:row><row/></list></s:Body></s:Envelope>';
    expect(await recordsOf(xml({ record: "s:row" }), text)).toEqual([{ id: "1" }]);
  });

  test("reads a list without records as none", async () => {
    expect(await recordsOf(items, "<items/>")).toEqual([]);
  });

  test("reads the same however the bytes are cut into pieces", async () => {
    const text = listOf('<item id="é"><name>Ada &amp; 🔑</name><a><![CDATA[x]]></a></item>'.repeat(3));
    const whole = await linesOf(items, text);
    expect(whole).toHaveLength(3);
    expect(await linesOf(items, pieces(Buffer.from(text), seeded(1)))).toEqual(whole);
  });

  test.each([
    ["UTF-16", Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><i><item><a>Ä</a></item></i>', "utf16le")],
    [
      "a declared encoding",
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><i><item><a>Ä</a></item></i>', "latin1"),
    ],
    ["a byte order mark", Buffer.from('\ufeff<?xml version="1.0" encoding="utf-8"?><i><item><a>Ä</a></item></i>')],
  ])("reads %s", async (_what, bytes) => {
    expect(await recordsOf(items, bytes)).toEqual([{ a: "Ä" }]);
  });

  test("fails for a document that is cut off anywhere", async () => {
    const whole = Buffer.from('<items><item a="1"><b>x</b></item></items>');
    const errors = [];
    for (let length = 1; length < whole.length; length++) {
      errors.push(await rejectionOf(recordsOf(items, whole.subarray(0, length))));
    }
    expect(errors).toHaveLength(whole.length - 1);
    expect(errors.filter((error) => !(error instanceof TransientError))).toEqual([]);
  });

  test.each([
    ["an empty body", "", "The XML is empty"],
    ["HTML", "<html><body>Down</body></html>", 'a document "html"'],
    ["JSON", '{"items":[]}', "The XML cannot be read at line 1"],
    ["elements that overlap", "<items>\n<a><b></a></b></items>", "The XML cannot be read at line 2"],
    ["two roots", "<items/><items/>", "two outermost elements"],
    ["a prefix without a namespace", "<items><x:item/></items>", "The XML cannot be read at line 1"],
    ["an unknown entity", "<items><item>&nbsp;</item></items>", "The XML cannot be read at line 1"],
    [
      "an external entity",
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><item>&x;</item></a>',
      "cannot be read",
    ],
    [
      "entities in entities",
      '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a><item>&y;</item></a>',
      "cannot be read",
    ],
    ["elements that are nested too deep", `<items><item>${"<a>".repeat(2000)}`, "nested more than 1100 levels"],
  ])("fails for %s", async (_what, text, message) => {
    const error = await rejectionOf(recordsOf(items, text));
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain(message);
  });

  test("fails for another document than the declared one, such as an error with status 200", async () => {
    const decoder = xml({ record: "item", root: "items" });
    expect(await recordsOf(decoder, "<items/>")).toEqual([]);
    const error = await rejectionOf(recordsOf(decoder, "<error>no</error>"));
    expect(String(error)).toContain('a document "error" in place of "items"');
  });

  test("fails for a record that is too long", async () => {
    const text = listOf(`<item><a>${"x".repeat(200_000)}</a></item>`);
    const error = await rejectionOf(recordsOf(items, text, { maxRecordBytes: 100_000 }));
    expect(String(error)).toContain("A record has more than 100000 bytes");
  });
});
