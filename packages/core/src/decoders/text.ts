import { TextDecoder } from "node:util";
import { SystemError } from "../errors/connector-error.js";
import { bounded, chunksOf, peek } from "./bytes.js";
import type { DecoderBounds, DecoderInput } from "./decoder.js";

/** Enough for a byte order mark and an XML declaration. */
const HEAD = 256;

export interface TextOptions extends DecoderBounds {
  /** For messages. */
  readonly format: string;
  /** As the WHATWG names it, e.g. `windows-1252`; undefined is what the first bytes say, else UTF-8. */
  readonly encoding?: string | undefined;
  /** The encoding that a text declares in its first bytes. */
  readonly declared?: (head: Buffer) => string | undefined;
}

/**
 * The text of an input, in pieces, without a byte order mark.
 *
 * @throws SystemError for bytes that are not of the encoding, or more of them than the bound.
 */
export async function* textOf(input: DecoderInput, options: TextOptions): AsyncGenerator<string> {
  const { format } = options;
  const { head, all } = await peek(bounded(chunksOf(input), options), HEAD);
  const encoding = options.encoding ?? markedEncoding(head) ?? options.declared?.(head) ?? "utf-8";
  const decoder = decoderOf(encoding, format);
  const decoded = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new SystemError(
        `The ${format} has bytes that are not ${encoding}. Set the encoding of the decoder, or report it with the log.`,
      );
    }
  };
  for await (const chunk of all) yield decoded(chunk);
  yield decoded();
}

/** The encoding by a byte order mark. */
function markedEncoding(head: Buffer): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : undefined;
}

function decoderOf(encoding: string, format: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new SystemError(`The ${format} is in the encoding "${encoding}", which cannot be read. Please report it.`);
  }
}
