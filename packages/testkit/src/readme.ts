import type { JsonObject, Stream } from "@sluice/core";
import {
  type AnySource,
  catalogEntry,
  connectionSpecification,
  environmentName,
  referencesOf,
} from "@sluice/core/internal";
import { entityDiagram } from "./entity-diagram.js";
import { parentsOf } from "./parents.js";

/**
 * The parts of a connector's README that come from its code, by section name. A README holds each between
 * `<!-- generated: NAME -->` and `<!-- /generated -->`.
 */
export async function readmeSections(source: AnySource): Promise<ReadonlyMap<string, string>> {
  const streams = source.describe();
  return new Map([
    ["configuration", configTable(source)],
    ["streams", streamTable(streams)],
    ["diagram", `\`\`\`mermaid\n${entityDiagram(streams, await parentsOf(streams))}\n\`\`\``],
    ["fields", streams.map(fieldTable).join("\n\n")],
  ]);
}

/** @throws Error for a section that the code does not make. */
export function fillSections(readme: string, sections: ReadonlyMap<string, string>): string {
  return readme.replace(
    /<!-- generated: (\S+) -->[\s\S]*?<!-- \/generated -->/g,
    (_whole: string, name: string): string => {
      const content = sections.get(name);
      if (content === undefined)
        throw new Error(`the README asks for "${name}"; there are ${[...sections.keys()].join(", ")}`);
      return `<!-- generated: ${name} -->\n${content}\n<!-- /generated -->`;
    },
  );
}

function configTable(source: AnySource): string {
  const specification = connectionSpecification(source);
  const required = specification["required"] as string[];
  const rows = Object.entries(specification["properties"] as Record<string, JsonObject>).map(([name, field]) => [
    code(name),
    code(environmentName(source.name, name)),
    required.includes(name) ? "yes" : "no",
    field["airbyte_secret"] === true ? "yes" : "no",
    String(field["description"] ?? "") +
      (field["default"] === undefined ? "" : ` Default: ${code(String(field["default"]))}.`),
  ]);
  return table(["field", "environment", "required", "secret", "meaning"], rows);
}

function streamTable(streams: readonly Stream[]): string {
  const rows = streams.map((stream) => [
    `[${code(stream.name)}](#${stream.name})`,
    stream.primaryKey.map(code).join(", ") || "none",
    stream.cursor?.summary ?? "no",
    stream.isResumable ? "yes" : "no",
    stream.description,
  ]);
  return table(["stream", "key", "incremental", "full refresh resumes", "what a record is"], rows);
}

function fieldTable(stream: Stream): string {
  const properties = catalogEntry(stream).json_schema["properties"] as Record<string, JsonObject>;
  const references = referencesOf(stream.schema);
  const rows = Object.entries(properties).map(([name, field]) => {
    const target = references.find((reference) => reference.field === name)?.stream;
    return [
      code(name) + (stream.primaryKey.includes(name) ? " (key)" : ""),
      typeName(field),
      [field["description"], ...(target === undefined ? [] : [`→ [${code(target)}](#${target})`])].join(" ").trim(),
    ];
  });
  return `### ${stream.name}\n\n${table(["field", "type", "notes"], rows)}`;
}

/** `list of object` rather than a JSON schema. */
function typeName(field: JsonObject): string {
  const types = [field["type"]].flat().filter((type) => type !== "null");
  if (field["format"] === "date-time") return "timestamp";
  if (field["format"] === "date") return "date";
  if (types[0] === "array") return `list of ${typeName((field["items"] ?? {}) as JsonObject)}`;
  if (types[0] === "object") {
    const names = Object.keys((field["properties"] ?? {}) as JsonObject);
    return names.length === 0 ? "object" : `object (${names.join(", ")})`;
  }
  return types.length > 1 ? "any JSON" : String(types[0]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}
