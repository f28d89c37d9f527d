import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { $RefParser } from "@apidevtools/json-schema-ref-parser";
import { upgrade } from "@scalar/openapi-upgrader";
import { parse } from "yaml";
import { InputError } from "../design/report.js";
import { isNode, type Node, textAt } from "./node.js";

/** A document as OpenAPI 3.1, without references to other files. */
export interface ApiDocument {
  readonly root: Node;
  /** The URL that it was read from. */
  readonly url?: string;
}

/** So long a document, or a file that it refers to, may take to arrive. */
const TIMEOUT_MS = 60_000;

/**
 * Reads a document and the files that it refers to, and nothing else.
 *
 * @throws InputError if it cannot be read, is not JSON or YAML, or is not OpenAPI.
 */
export async function readDocument(location: string): Promise<ApiDocument> {
  const isRemote = /^[a-z][a-z0-9+.-]+:\/\//i.test(location);
  const text = isRemote ? await download(location) : await readLocal(location);
  const parsed = parsedText(text, location);
  const version =
    textAt(parsed, "openapi") ?? textAt(parsed, "swagger") ?? String(parsed["swagger"] ?? parsed["openapi"]);
  if (!/^(2\.0|2$|3\.)/.test(version)) {
    throw new InputError(
      `${location} is not an OpenAPI document: it has no "openapi": "3.…" or "swagger": "2.0" at its top. ` +
        "Name the file that has it.",
    );
  }
  const own = refersElsewhere(parsed) ? (withoutExtensions(parsed) as Node) : parsed;
  const whole = refersElsewhere(own) ? await bundled(own, location, isRemote) : own;
  return { root: upgraded(whole, location), ...(isRemote && { url: location }) };
}

async function readLocal(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new InputError(`${file} cannot be read – ${messageOf(error)}. Check the path.`);
  });
}

async function download(url: string): Promise<string> {
  if (!url.startsWith("https://"))
    throw new InputError(`${url} is not an https URL. Use https, or download the file and name it.`);
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => {
    throw new InputError(
      `${url} cannot be downloaded – ${messageOf(error)}. Check the URL, or download the file and name it.`,
    );
  });
  if (!response.ok || !response.url.startsWith("https://")) {
    throw new InputError(`${url} cannot be downloaded – the server answered ${response.status}. Check the URL.`);
  }
  return response.text();
}

function parsedText(text: string, location: string): Node {
  const plain = text.replace(/^\uFEFF/, "");
  let parsed: unknown;
  try {
    parsed = /^\s*\{/.test(plain) ? parsedJson(plain) : parsedYaml(plain);
  } catch (error) {
    throw new InputError(
      `${location} is neither JSON nor YAML – ${messageOf(error)}. Repair the document, or name another file.`,
    );
  }
  if (isNode(parsed)) return parsed;
  throw new InputError(
    `${location} is not an OpenAPI document: its top is not an object. Name the file that has "openapi".`,
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.includes('"openapi"')) throw error; // the message of a YAML parser would not help
    return parsedYaml(text);
  }
}

function parsedYaml(text: string): unknown {
  return parse(text, { uniqueKeys: false, maxAliasCount: 10_000, logLevel: "silent" });
}

function refersElsewhere(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(refersElsewhere);
  if (!isNode(value)) return false;
  const reference = value["$ref"];
  return (typeof reference === "string" && !reference.startsWith("#")) || Object.values(value).some(refersElsewhere);
}

/** Objects whose members have names of the author's choice: an `x-…` is not an extension there. */
const MAPS =
  /^(properties|patternProperties|headers|parameters|schemas|responses|examples|variables|\$?defs|definitions)$/;

/** The document without the extensions that refer to other files: they are of the vendor's tools, and often not published. */
function withoutExtensions(value: unknown, isMap = false): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutExtensions(one));
  if (!isNode(value)) return value;
  const members = Object.entries(value).filter(
    ([name, member]) => isMap || !name.startsWith("x-") || !refersElsewhere(member),
  );
  return Object.fromEntries(members.map(([name, member]) => [name, withoutExtensions(member, MAPS.test(name))]));
}

async function bundled(document: Node, location: string, isRemote: boolean): Promise<Node> {
  const http = { timeout: TIMEOUT_MS, canRead: /^https:/i };
  const options = { resolve: { http, ...(isRemote && { file: false }) } }; // a foreign document reads no file of this machine
  try {
    return (await $RefParser.bundle(isRemote ? location : resolve(location), document, options)) as Node;
  } catch (error) {
    throw new InputError(
      `${location} refers to a part that cannot be read – ${messageOf(error)}. Put all files of the document in place.`,
    );
  }
}

function upgraded(document: Node, location: string): Node {
  try {
    const result: unknown = upgrade(document, "3.1");
    if (isNode(result)) return result;
  } catch (error) {
    throw new InputError(
      `${location} cannot be converted to OpenAPI 3.1 – ${messageOf(error)}. Check it with a validator such as redocly lint.`,
    );
  }
  throw new InputError(
    `${location} cannot be converted to OpenAPI 3.1. Check it with a validator such as redocly lint.`,
  );
}

function messageOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line.replace(/[.:]$/, "");
}
