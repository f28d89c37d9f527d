import { ConnectorError, SystemError, TransientError } from "../errors/connector-error.js";
import type { Decoder, DecoderBounds, DecoderInput } from "./decoder.js";
import { RecordBatch } from "./record-batch.js";
import { textOf } from "./text.js";
import { type XmlOptions, XmlRecords } from "./xml-records.js";

/**
 * The elements of a name as records, at any depth. Attributes are `@name`, elements that repeat become a list, an element without
 * attributes and elements is its text, and an empty one is null; text next to attributes is `#text`.
 *
 * Nothing is loaded from elsewhere, and entities of the document's own are an error.
 */
export function xml(options: XmlOptions): Decoder {
  return Object.freeze({
    format: "XML",
    decode: (input: DecoderInput, bounds: DecoderBounds) => decode(input, bounds, options),
  });
}

async function* decode(
  input: DecoderInput,
  bounds: DecoderBounds,
  options: XmlOptions,
): AsyncGenerator<readonly Uint8Array[]> {
  const batch = new RecordBatch(bounds);
  const parser = await parserOf(new XmlRecords(options, bounds, batch));
  for await (const text of textOf(input, { ...bounds, format: "XML", declared })) {
    parser.write(text);
    if (batch.isFull) yield batch.take();
  }
  parser.close();
  yield batch.take();
}

interface XmlParser {
  write(text: string): void;
  /** @throws TransientError if an element is still open. */
  close(): void;
}

/** Only the five entities of XML itself; without `unparsedEntities`, sax defines none of the document's own. */
const SETTINGS = { xmlns: true, strictEntities: true };

/** sax is loaded with the first document. */
async function parserOf(records: XmlRecords): Promise<XmlParser> {
  const { default: sax } = await import("sax");
  const parser = sax.parser(true, SETTINGS);
  let isClosing = false;
  parser.onerror = (error) => {
    throw isClosing ? cutOff() : damaged(error, parser.line + 1);
  };
  parser.onopentag = (tag) => {
    if ("prefix" in tag) records.open(tag);
  };
  parser.ontext = (text) => records.text(text);
  parser.oncdata = (text) => records.text(text);
  parser.onclosetag = () => records.close();
  return {
    write: (text) => void parser.write(text),
    close: () => {
      isClosing = true;
      if (records.isOpen) throw cutOff();
      parser.close();
      if (!records.hasRoot) throw new SystemError("The XML is empty. Check that the API answered with the document.");
    },
  };
}

function cutOff(): TransientError {
  return new TransientError("The XML ends before its last element does, so it is not complete. Try again later.");
}

function damaged(error: Error, line: number): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const [reason = ""] = error.message.split("\n");
  return new SystemError(
    `The XML cannot be read at line ${line}. Check that the API answers with XML; else report it with the log.`,
    { detail: reason },
  );
}

/** The encoding of the XML declaration. */
function declared(head: Buffer): string | undefined {
  return /^(?:\xef\xbb\xbf)?<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(head.toString("latin1"))?.[1];
}
