import { Expression } from "../../design/expression.js";
import { type Component, classOf, componentAt, textAt, textsAt, typeOf } from "../document/component.js";
import type { Scene } from "../scene.js";

/** A decoder of core for that of a retriever; undefined for JSON. */
export function decoderOf(decoder: Component | undefined, selector: Component, scene: Scene): Expression | undefined {
  if (decoder === undefined) return undefined;
  switch (typeOf(decoder)) {
    case "":
    case "JsonDecoder":
    case "JsonParser":
      return undefined;
    case "JsonlDecoder":
    case "JsonLineParser":
      return new Expression("jsonLines", { imports: ["jsonLines"] });
    case "CsvDecoder":
    case "CsvParser":
      return csvDecoder(decoder);
    case "XmlDecoder":
      return xmlDecoder(selector, scene);
    case "GzipDecoder":
    case "GzipParser":
      return packed("gzip", decoder, selector, scene);
    case "ZipfileDecoder":
      return packed("zip", decoder, selector, scene);
    case "CompositeRawDecoder":
      return decoderOf(componentAt(decoder, "parser"), selector, scene);
    default:
      scene.templates.problem(`Write a Decoder for "decode": the manifest calls ${classOf(decoder)}.`);
      return undefined;
  }
}

function csvDecoder(decoder: Component): Expression {
  const delimiter = textAt(decoder, "delimiter")?.replace(/^\\t$/, "\t");
  const options = delimiter === undefined || delimiter === "," ? "" : `{ delimiter: ${JSON.stringify(delimiter)} }`;
  return new Expression(`csv(${options})`, { imports: ["csv"] });
}

/** Core looks for elements, where Airbyte makes an object of the whole document. */
function xmlDecoder(selector: Component, { templates }: Scene): Expression {
  const record = textsAt(componentAt(selector, "extractor") ?? {}, "field_path").at(-1) ?? "";
  templates.problem("Its replies are XML: compare the fields of the records with those of the schema.");
  return new Expression(`xml({ record: ${JSON.stringify(record)} })`, { imports: ["xml"] });
}

function packed(name: "gzip" | "zip", decoder: Component, selector: Component, scene: Scene): Expression {
  const inner =
    componentAt(decoder, "decoder") ?? componentAt(decoder, "parser") ?? componentAt(decoder, "inner_parser");
  const unpacked = decoderOf(inner, selector, scene);
  if (unpacked !== undefined)
    return new Expression(`${name}(${unpacked.code})`, { imports: [name, ...unpacked.imports] });
  scene.templates.problem(`Its replies are JSON in ${name} files: write a Decoder for "decode".`);
  return new Expression(`${name}(jsonLines)`, { imports: [name, "jsonLines"] });
}

/** Whether the values of records are cast to the types of the schema. */
export function isNormalized(selector: Component, { templates }: Scene): boolean {
  const given = selector["schema_normalization"];
  if (given === "Default") return true;
  const isCustom = typeof given === "object" && given !== null;
  if (isCustom) templates.problem("Write map(): the manifest casts the values of records by a Python class.");
  return false;
}
