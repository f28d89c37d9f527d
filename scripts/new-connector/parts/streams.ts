import { type Design, hasEnvelope, type StreamDesign } from "../design.js";
import { kebab, sourceClass, streamClass } from "../names.js";
import { schemaText } from "./fields.js";
import { pagingParts } from "./paging.js";

/** What all endpoints share, a file for each endpoint, and the list of them. */
export function streamFiles(design: Design): Readonly<Record<string, string>> {
  const files = design.streams.map((stream) => [`src/streams/${kebab(stream.name)}.ts`, streamFile(stream, design)]);
  return {
    "src/stream.ts": base(design),
    "src/streams/index.ts": list(design),
    ...Object.fromEntries(files),
  };
}

/** Where replies have their list, if it is the same place in all. */
function shared({ streams }: Design): string | undefined {
  const places = new Set(streams.map(({ recordsAt }) => recordsAt));
  return places.size === 1 ? [...places][0] : undefined;
}

function base(design: Design): string {
  const paging = pagingParts(design.paging);
  const at = shared(design);
  const members = [
    ...(at ? [`  override readonly recordsAt: string = ${JSON.stringify(at)};`] : []),
    ...(paging ? [`  override readonly paginator: Paginator = ${paging.made(hasEnvelope(design))};`] : []),
  ];
  const imports = ["HttpStream", ...(paging ? [paging.paginator, "type Paginator"] : [])];
  return `import { ${imports.join(", ")} } from "@sluice/core";
import type { Config } from "./config.js";

/** What all endpoints share. */
export abstract class ${sourceClass(design)}Stream extends HttpStream<Config> {${
    members.length === 0 ? "" : `\n${members.join("\n")}\n`
  }}
`;
}

function list({ streams }: Design): string {
  const imports = streams.map(({ name }) => `import { ${streamClass(name)} } from "./${kebab(name)}.js";`);
  const exports = streams.map(({ name }) => `export * from "./${kebab(name)}.js";`);
  return `${imports.join("\n")}

${exports.join("\n")}

/** In the order in which \`discover\` lists them. */
export const streams = [${streams.map(({ name }) => streamClass(name)).join(", ")}];
`;
}

function streamFile(stream: StreamDesign, design: Design): string {
  const { name, description, path, key, fields, incremental, recordsAt } = stream;
  const Base = `${sourceClass(design)}Stream`;
  const words = ["s", ...(incremental ? ["ClientSideCursor"] : [])];
  const cursor = `  /** No filter and no order by time is known: all pages are read, and what changed is written. */
  override readonly cursor = new ClientSideCursor({ field: ${JSON.stringify(incremental)} });\n`;
  const isOwn = shared(design) === undefined && recordsAt !== "";
  const at = isOwn ? `  override readonly recordsAt = ${JSON.stringify(recordsAt)};\n` : "";
  return `import { ${words.join(", ")} } from "@sluice/core";
import { ${Base} } from "../stream.js";

export class ${streamClass(name)} extends ${Base} {
  readonly name = ${JSON.stringify(name)};
  readonly description = ${JSON.stringify(description)};
  readonly schema = s.record({
${schemaText(fields, key)}
});
  readonly primaryKey = ${key.length === 0 ? "[] as const" : JSON.stringify(key)};
${incremental ? cursor : ""}${at}
  path() {
    return ${JSON.stringify(path)};
  }
}
`;
}
