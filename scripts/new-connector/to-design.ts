import { type Design, type Field, hasEnvelope, InputError, type StreamDesign } from "./design.js";
import { sourceClass, streamClass } from "./names.js";
import type { ApiDocument } from "./openapi.js";
import type { Options } from "./options.js";
import { authOf, baseUrlOf, nameOf, pagingOf, recordsAtOf, streamOf } from "./read-options.js";

/**
 * The connector that the options describe; what they leave out comes from the API's document, if there is one.
 *
 * @throws InputError for what is missing, unknown, or does not go together.
 */
export function designOf(options: Options, document?: ApiDocument): Design {
  const name = nameOf(options.name ?? document?.name);
  const title = options.title || document?.title || name.charAt(0).toUpperCase() + name.slice(1);
  const { origin, prefix } = baseUrlOf(options.baseUrl ?? document?.baseUrl);
  const streams = document === undefined ? described(options) : chosen(options, document);
  const design: Design = {
    name,
    title,
    baseUrl: origin,
    documentationUrl: document?.documentationUrl ?? origin,
    auth: options.auth === undefined && document?.auth !== undefined ? document.auth : authOf(options.auth),
    paging: pagingOf(options.paging),
    streams: streams.map((stream) => ({ ...stream, path: `${prefix}${stream.path}` })),
  };
  refuseWhatClashes(design);
  return design;
}

/** Streams of the command line: nothing is known of their records but the key, so the fields are a beginning. */
function described({ streams, recordsAt, incremental }: Options): readonly StreamDesign[] {
  if (streams.length === 0) {
    throw new InputError("There is no stream: name at least one, e.g. --stream users:/v1/users:id");
  }
  return streams.map(streamOf).map(({ name, path, key }) => {
    const fields: Field[] = [
      ...key.map((field): Field => ({ name: field, type: { is: "string" } })),
      { name: "name", type: { is: "string" } },
      { name: "created_at", type: { is: "timestamp" } },
      ...(incremental ? [{ name: incremental, type: { is: "timestamp" } } as const] : []),
    ];
    const once = fields.filter(({ name: field }, index) => fields.findIndex((one) => one.name === field) === index);
    // A time that is asked for by name is one, whatever was there first.
    const typed = once.map(
      (field): Field => (field.name === incremental ? { ...field, type: { is: "timestamp" } } : field),
    );
    return {
      name,
      path,
      key,
      description: `The list at /${path}.`,
      recordsAt: recordsAtOf(recordsAt),
      fields: typed,
      ...(incremental && { incremental }),
    };
  });
}

/** The document's lists, or those of them that are named. */
function chosen({ streams, recordsAt, incremental }: Options, document: ApiDocument): readonly StreamDesign[] {
  const known = document.streams.map(({ name }) => name).join(", ");
  const unknown = streams.find((name) => !document.streams.some((stream) => stream.name === name));
  if (unknown !== undefined) throw new InputError(`The document has no list "${unknown}". It has ${known || "none"}.`);
  const picked = document.streams.filter(({ name }) => streams.length === 0 || streams.includes(name));
  if (picked.length === 0) {
    throw new InputError(
      "The document has no list: a GET without parameters in its path whose 200 reply is an array, or an object with one array of objects. Leave --openapi out and name the streams with --stream.",
    );
  }
  const isTimed = ({ fields }: StreamDesign) =>
    fields.some(({ name, type }) => name === incremental && type.is === "timestamp");
  if (incremental && !picked.some(isTimed)) {
    throw new InputError(
      `No list of the document has a date-time "${incremental}": leave --incremental out, or name another field.`,
    );
  }
  return picked.map((stream) => ({
    ...stream,
    ...(recordsAt !== undefined && { recordsAt: recordsAtOf(recordsAt) }),
    ...(incremental && isTimed(stream) && { incremental }),
  }));
}

function refuseWhatClashes(design: Design): void {
  const { streams, paging } = design;
  for (const what of ["name", "path"] as const) {
    const values = streams.map((stream) => stream[what]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) throw new InputError(`Two streams have the ${what} "${twice}": give each its own.`);
  }
  const base = `${sourceClass(design)}Stream`;
  const clash = streams.find(({ name }) => streamClass(name) === base);
  if (clash !== undefined)
    throw new InputError(`The stream "${clash.name}" would be named as the class of all: rename it.`);
  if ((paging === "cursor" || paging === "next-url") && !hasEnvelope(design)) {
    throw new InputError(
      `--paging ${paging} needs an object around the list that names the next page: name its field with --records-at, or take another --paging.`,
    );
  }
}
