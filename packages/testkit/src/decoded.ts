import { type Decoder, HttpStream, type JsonObject, type Stream } from "@sluice/core";

/** More than any body of a fake has. */
const MANY = 1_000_000_000;

/** The decoder of a stream; undefined where its replies are JSON documents. */
export function decoderOf(stream: Stream | undefined): Decoder | undefined {
  return stream instanceof HttpStream ? stream.decode : undefined;
}

/** The records of a body by the stream's own decoder; undefined if it refuses the body. */
export async function recordsIn(
  decoder: Decoder,
  stream: Stream | undefined,
  body: Buffer,
): Promise<readonly JsonObject[] | undefined> {
  const isMapped = stream instanceof HttpStream && stream.map !== undefined;
  const fields = stream === undefined || isMapped ? [] : Object.keys(stream.schema.shape);
  const bounds = { maxBytes: MANY, maxRecords: MANY, maxRecordBytes: MANY, advice: "", fields };
  const records: JsonObject[] = [];
  try {
    for await (const lines of decoder.decode(body, bounds)) {
      for (const line of lines) records.push(JSON.parse(Buffer.from(line).toString("utf8")) as JsonObject);
    }
  } catch {
    return undefined;
  }
  return records;
}
