import { describe, expect, test } from "@jest/globals";
import { LineSplitter } from "../../src/source/line-splitter.js";

/** The lines of an output that comes in these chunks. */
function linesOf(...chunks: (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((buffer, start, end) => void lines.push(buffer.toString("utf8", start, end)));
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk);
    splitter.push(bytes);
    bytes.fill(0x2e); // a stream may use its buffers again
  }
  splitter.end();
  return lines;
}

describe("a child's output", () => {
  test.each<[string, string[], string[]]>([
    ["whole lines", ["a\nb\n"], ["a", "b"]],
    ["a line over several chunks", ["a", "b", "c\nd", "\n"], ["abc", "d"]],
    ["a chunk that ends with its line", ["a\n", "b\n"], ["a", "b"]],
    ["a last line without an end", ["a\nb"], ["a", "b"]],
    ["empty lines", ["\n\na\n\n"], ["", "", "a", ""]],
    ["lines as Windows ends them", ["a\r\nb\r\n"], ["a", "b"]],
    ["such an end over two chunks", ["a\r", "\nb\r\n"], ["a", "b"]],
    ["a carriage return within", ["a\rb\n"], ["a\rb"]],
    ["nothing", [], []],
    ["line breaks of Unicode, which end no line", ["a\u2028b\u0085c\n"], ["a\u2028b\u0085c"]],
  ])("of %s", (_what, chunks, lines) => {
    expect(linesOf(...chunks)).toEqual(lines);
  });

  test("may be cut anywhere, also within a letter", () => {
    const text = '{"a":"ключ🔑"}\n{"b":"é"}\n';
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(linesOf(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(text.trimEnd().split("\n"));
    }
  });

  test("of one line of 20 MB in chunks of 64 kB is joined once", () => {
    const chunk = Buffer.alloc(65_536, "x");
    const lines: number[] = [];
    const splitter = new LineSplitter((_buffer, start, end) => void lines.push(end - start));
    for (let count = 0; count < 320; count++) splitter.push(chunk);
    splitter.push(Buffer.from("\n"));
    expect(lines).toEqual([320 * 65_536]);
  });
});
