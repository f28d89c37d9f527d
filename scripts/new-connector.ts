import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { connectorIn, writeDocs } from "@sluice/testkit";
import { ask } from "./new-connector/ask.js";
import { InputError } from "./new-connector/design.js";
import { filesOf, writeFiles } from "./new-connector/files.js";
import { format } from "./new-connector/format.js";
import { readApiDocument } from "./new-connector/openapi.js";
import { optionsOf, USAGE } from "./new-connector/options.js";
import type { Manifest } from "./new-connector/parts/package.js";
import { designOf } from "./new-connector/to-design.js";

const root = new URL("../", import.meta.url);

try {
  await generate();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function generate(): Promise<void> {
  const given = optionsOf(process.argv.slice(2));
  if (given.help) return console.log(USAGE);
  const document = given.openapi === undefined ? undefined : await readApiDocument(given.openapi);
  const options = process.stdin.isTTY ? await ask(given, document, process.stdin, process.stdout) : given;
  const design = designOf(options, document);
  const into = options.into === undefined ? new URL("connectors/", root) : pathToFileURL(`${options.into}/`);
  const folder = new URL(`source-${design.name}/`, into);
  await writeFiles(folder, filesOf(design, await manifestOfCore()));
  await format(fileURLToPath(folder));
  await writeDocs(await connectorIn(folder));
  console.log(farewell(relative(fileURLToPath(root), fileURLToPath(folder)), design.name));
}

async function manifestOfCore(): Promise<Manifest> {
  return JSON.parse(await readFile(new URL("packages/core/package.json", root), "utf8")) as Manifest;
}

function farewell(folder: string, name: string): string {
  return `${folder} is written: it reads its fake, and passes the conformance suite once it is linked and built.

Next:
  npm install         links the package and its bin, and adds it to the lockfile
  npm test            builds it and runs everything; the demo, the docs and the faults find it by themselves

Then put in what only the vendor's documents know:
  src/config.ts       where a user finds the credentials
  src/source.ts       the limits, the address of the documentation, a cheap probe
  src/stream.ts       the names of the paging's parameters and fields; the same in fake/routes.ts
  src/streams/*.ts    the fields of the records; the same in fake/account.ts
  README.md           what to know, a row in the README of the repository; npm run docs renews the generated parts

docs/adding-a-connector.md explains each of them. source-${name} in lower case is its command, ${name.toUpperCase()}_… are its variables.`;
}
