import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Design,
  type ImportReport,
  type ManifestOptions,
  readManifest,
  type StreamDesign,
} from "@sluice/create-connector";

/** A manifest for the tests: one list of a made-up library of books. */
export function manifest(stream: BookStream, more: object = {}): object {
  return {
    version: "6.0.0",
    type: "DeclarativeSource",
    check: { type: "CheckStream", stream_names: ["books"] },
    streams: [bookStream(stream)],
    spec: {
      type: "Spec",
      connection_specification: {
        type: "object",
        required: ["api_key", "start_date"],
        properties: {
          api_key: { type: "string", title: "Key", airbyte_secret: true },
          start_date: { type: "string", format: "date-time" },
          end_date: { type: "string", format: "date-time" },
        },
      },
    },
    ...more,
  };
}

/** A list of books; the members of its retriever, requester and stream may be replaced. */
export function bookStream({ requester = {}, retriever = {}, ...stream }: BookStream): object {
  return {
    type: "DeclarativeStream",
    name: "books",
    primary_key: ["id"],
    retriever: {
      type: "SimpleRetriever",
      requester: { type: "HttpRequester", url_base: "https://api.library.example/v2", path: "/books", ...requester },
      record_selector: { type: "RecordSelector", extractor: { type: "DpathExtractor", field_path: ["items"] } },
      ...retriever,
    },
    schema_loader: {
      type: "InlineSchemaLoader",
      schema: {
        type: "object",
        properties: { id: { type: "integer" }, changed: { type: ["null", "string"], format: "date-time" } },
      },
    },
    ...stream,
  };
}

export interface BookStream {
  readonly requester?: object;
  readonly retriever?: object;
  readonly [member: string]: unknown;
}

export interface Imported {
  readonly design: Design;
  readonly report: ImportReport;
  /** The only stream, or the last one. */
  readonly stream: StreamDesign;
}

/** Reads a manifest from a real file. */
export async function imported(content: object | string, options: Partial<ManifestOptions> = {}): Promise<Imported> {
  const file = join(await mkdtemp(join(tmpdir(), "manifest-")), "source-library.yaml");
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  const { design, report } = await readManifest({ manifest: file, ...options });
  const stream = design.streams.at(-1);
  if (stream === undefined) throw new Error("The design has no stream.");
  return { design, report, stream };
}
