import { crc32 } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import { ConnectorError, SystemError, TransientError } from "../errors/connector-error.js";
import type { Decoder, DecoderBounds, DecoderInput } from "./decoder.js";

/** Which files of an archive are read. */
export interface ZipOptions {
  /** The name of the file, or a pattern of names: all files that match are read, in the archive's order. */
  readonly entry?: string | RegExp;
}

/** Files in one archive; their names are held in memory. */
const MAX_ENTRIES = 100_000;

/** For a file that is a ZIP archive. Without `entry` it must have one file. */
export function zip(inner: Decoder, options: ZipOptions = {}): Decoder {
  return Object.freeze({
    format: `${inner.format} in ZIP`,
    decode: (input: DecoderInput, bounds: DecoderBounds) => decode(input, bounds, { inner, options }),
  });
}

interface Archived {
  readonly inner: Decoder;
  readonly options: ZipOptions;
}

async function* decode(
  input: DecoderInput,
  bounds: DecoderBounds,
  { inner, options }: Archived,
): AsyncGenerator<readonly Uint8Array[]> {
  const archive = await damage(open(input));
  try {
    const used = { bytes: 0, records: 0 }; // the bounds are those of all files together
    for (const entry of await damage(entriesOf(archive, options))) {
      const left = { maxBytes: bounds.maxBytes - used.bytes, maxRecords: bounds.maxRecords - used.records };
      for await (const records of inner.decode(bytesOf(archive, entry, used), { ...bounds, ...left })) {
        used.records += records.length;
        yield records;
      }
    }
  } finally {
    archive.close();
  }
}

/** yauzl is loaded with the first archive. */
async function open(input: DecoderInput): Promise<ZipFile> {
  const { default: yauzl } = await import("yauzl");
  const settings = { lazyEntries: true, autoClose: false } as const;
  if (Buffer.isBuffer(input)) {
    if (input.toString("latin1", 0, 2) !== "PK")
      throw new SystemError("The file is not a ZIP archive. Check the decoder.");
    return yauzl.fromBufferPromise(input, settings);
  }
  if ("file" in input) return yauzl.fromFdPromise(input.file.fd, settings);
  throw new SystemError("A ZIP archive cannot be read inside of another file. Change the decoder.");
}

/** The files to read. @throws SystemError if there is none, or several where one is expected. */
async function entriesOf(archive: ZipFile, { entry: wanted }: ZipOptions): Promise<readonly Entry[]> {
  const files: Entry[] = [];
  for await (const entry of archive.eachEntry()) {
    if (/\/$|^__MACOSX\//.test(entry.fileName)) continue;
    if (files.push(entry) > MAX_ENTRIES) throw new SystemError(`The ZIP archive has more than ${MAX_ENTRIES} files.`);
  }
  const found = files.filter(({ fileName }) => {
    if (wanted === undefined) return true;
    return typeof wanted === "string" ? fileName === wanted : fileName.search(wanted) >= 0;
  });
  if (found.length > 0 && (wanted !== undefined || found.length === 1)) return found;
  const names = files.slice(0, MAX_NAMES).map(({ fileName }) => fileName);
  throw new SystemError(
    `The ZIP archive has ${files.length} files (${names.join(", ")}), of which ${found.length} match. Set the entry of the decoder.`,
  );
}

const MAX_NAMES = 5;

/** The bytes of a file. @throws TransientError if they are not those that were packed. */
async function* bytesOf(archive: ZipFile, entry: Entry, used: { bytes: number }): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted()) throw new SystemError("The ZIP archive is encrypted, which cannot be read.");
  let sum = 0;
  try {
    for await (const chunk of (await archive.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>) {
      sum = crc32(chunk, sum);
      used.bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw damaged(error);
  }
  if (sum !== entry.crc32) throw damaged(new Error("another checksum"));
}

async function damage<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  return new TransientError("The ZIP archive is damaged or not complete. Try again later.", { detail: String(error) });
}
