import type { Design, StreamDesign } from "../design/design.js";
import { InputError } from "../design/report.js";
import type { Options } from "./options.js";
import { authParts, pagingParts } from "./parts.js";
import { authOf, pagingOf, recordsAtOf } from "./read-options.js";

/**
 * A design of a document with what options add to it. What the document says is never contradicted.
 *
 * @throws InputError for an option that fits nothing.
 */
export function extended(design: Design, options: Options): Design {
  if (options.recordsAt !== undefined && recordsAtOf(options.recordsAt) !== "") {
    throw new InputError("--records-at is given, but the document says where the records are: leave it out.");
  }
  return withAuth(
    { ...design, streams: withCursor(withPaging(design.streams, options.paging), options.incremental) },
    options.auth,
  );
}

/** Lists of which the document does not say how they are paged. */
function withPaging(streams: readonly StreamDesign[], option: string | undefined): readonly StreamDesign[] {
  if (option === undefined) return streams;
  const kind = pagingOf(option);
  return streams.map((stream) => {
    const isEnveloped = stream.recordsAt !== "";
    const needsEnvelope = kind === "cursor" || kind === "next-url";
    if (stream.paging.kind !== "none" || (needsEnvelope && !isEnveloped)) return stream;
    return { ...stream, paging: pagingParts(kind, isEnveloped) };
  });
}

function withCursor(streams: readonly StreamDesign[], field: string | undefined): readonly StreamDesign[] {
  if (field === undefined || field === "") return streams;
  const isTimed = ({ fields }: StreamDesign) =>
    fields.some(({ name, type }) => name === field && type.is === "timestamp");
  if (!streams.some(isTimed)) {
    throw new InputError(
      `No list of the document has a date-time "${field}": leave --incremental out, or name another field.`,
    );
  }
  return streams.map((stream) =>
    isTimed(stream) && stream.cursor === undefined ? { ...stream, cursor: { kind: "client-side", field } } : stream,
  );
}

function withAuth(design: Design, option: string | undefined): Design {
  if (option === undefined) return design;
  if (design.auth.kind !== "none") {
    throw new InputError("--auth is given, but the document says how requests are signed: leave it out.");
  }
  const { settings, auth } = authParts(authOf(option), design.title);
  return { ...design, auth, settings: [...design.settings, ...settings] };
}
