import { parseArgs } from "node:util";
import { InputError } from "./design.js";

/** What the command line, or a user who was asked, gave: texts that are not checked yet. */
export interface Options {
  readonly name?: string;
  readonly title?: string;
  readonly baseUrl?: string;
  readonly auth?: string;
  readonly paging?: string;
  readonly streams: readonly string[];
  readonly recordsAt?: string;
  readonly incremental?: string;
  /** The file of an OpenAPI document. */
  readonly openapi?: string;
  /** The folder that gets the package, in place of `connectors`. */
  readonly into?: string;
  readonly help: boolean;
}

export const USAGE = `npm run new-connector -- [options]

  --name NAME           the package is connectors/source-NAME: lower-case letters and digits
  --title TITLE         as people write it; by default the name
  --base-url URL        scheme and host of the API; a path is put in front of the streams' paths
  --auth KIND           bearer, basic, header[:NAME] (x-api-key) or query[:NAME] (api_key)
  --paging KIND         cursor, page, offset, next-url or none
  --stream NAME:PATH[:KEY]
                        a list, e.g. users:/v1/users:id; several times for several. With --openapi a NAME alone chooses
  --records-at PATH     where replies have the list, e.g. data.items; . for a bare array; default: data
  --incremental FIELD   the time of a record's last change, e.g. updated_at
  --openapi FILE        an OpenAPI 3 document in JSON: URL, auth, lists, schemas and keys come from it
  --into FOLDER         where the package is written; default: connectors

On a terminal what is missing is asked for.`;

/** @throws InputError for an option that there is not. */
export function optionsOf(args: readonly string[]): Options {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        name: text,
        title: text,
        "base-url": text,
        auth: text,
        paging: text,
        stream: { type: "string", multiple: true },
        "records-at": text,
        incremental: text,
        openapi: text,
        into: text,
        help: { type: "boolean" },
      },
    });
    const { "base-url": baseUrl, "records-at": recordsAt, stream, help, ...rest } = values;
    return {
      ...rest,
      ...(baseUrl !== undefined && { baseUrl }),
      ...(recordsAt !== undefined && { recordsAt }),
      streams: stream ?? [],
      help: help ?? false,
    };
  } catch (error) {
    throw new InputError(`${(error as Error).message}\n\n${USAGE}`);
  }
}
