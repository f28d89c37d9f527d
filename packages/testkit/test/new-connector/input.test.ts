import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "@jest/globals";
import { writeFiles } from "../../../../scripts/new-connector/files.js";
import { apiDocument, readApiDocument } from "../../../../scripts/new-connector/openapi.js";
import { optionsOf } from "../../../../scripts/new-connector/options.js";
import { designOf } from "../../../../scripts/new-connector/to-design.js";

const DOCUMENT = fileURLToPath(new URL("zoo.openapi.json", import.meta.url));

const GOOD: Readonly<Record<string, string>> = {
  name: "acme",
  "base-url": "https://api.acme.example",
  auth: "bearer",
  paging: "page",
  stream: "users:/v1/users:id",
};

/** A good command line but for these options. */
function argsWith(changed: Readonly<Record<string, string>>): string[] {
  return Object.entries({ ...GOOD, ...changed }).flatMap(([name, value]) =>
    value === "" ? [] : value.split(" ").map((one) => `--${name}=${one}`),
  );
}

test.each<[Readonly<Record<string, string>>, string]>([
  [{ name: "" }, "The name is missing: --name acme"],
  [{ name: "Acme-CRM" }, "--name acmecrm"],
  [{ name: "7up" }, "--name up"],
  [{ "base-url": "" }, "The base URL is missing"],
  [{ "base-url": "api.acme.example" }, "write scheme and host"],
  [{ "base-url": "http://api.acme.example" }, "write scheme and host"],
  [{ "base-url": "https://{region}.acme.example" }, "write scheme and host"],
  [{ auth: "" }, "--auth is missing: take bearer, header, query or basic"],
  [{ auth: "oauth" }, '"oauth" is not a kind of auth: take'],
  [{ paging: "" }, "--paging is missing: take cursor, page, offset, next-url or none"],
  [{ paging: "pages" }, '"pages" is not a kind of paging'],
  [{ paging: "cursor", "records-at": "." }, "--records-at, or take another --paging"],
  [{ stream: "" }, "There is no stream: name at least one"],
  [{ stream: "users" }, "has no path"],
  [{ stream: "Users:/users" }, "lower-case letters"],
  [{ stream: "tags:/users/{id}/tags" }, "with a parent is written by hand"],
  [{ stream: "tags:/users/:id/tags" }, "with a parent is written by hand"],
  [{ stream: "users:/users:the id".replace(" ", "+") }, "no usable key"],
  [{ stream: "users:/users users:/people" }, 'Two streams have the name "users"'],
  [{ stream: "users:/users people:/users" }, 'Two streams have the path "users"'],
  [{ stream: "acme_stream:/users" }, "rename it"],
  [{ "records-at": "a..b" }, "not a path to a list"],
  [{ colour: "red" }, "Unknown option '--colour'"],
])("%j: says what to do", (changed, message) => {
  expect(() => designOf(optionsOf(argsWith(changed)))).toThrow(message);
});

test("a folder that is there is never written to", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sluice-"));
  await expect(writeFiles(pathToFileURL(`${folder}/`), {})).rejects.toThrow("exists already: choose another --name");
  await rm(folder, { recursive: true });
});

test("an OpenAPI document brings URL, auth, lists, keys and fields", async () => {
  const design = designOf(optionsOf(["--paging=page"]), await readApiDocument(DOCUMENT));
  expect(design).toMatchObject({
    ...{ name: "zookeeper", title: "Zoo Keeper", baseUrl: "https://api.zoo.example" },
    auth: { kind: "header", name: "X-Zoo-Key" },
    streams: [
      { name: "animals", path: "v2/animals", description: "All animals.", recordsAt: "animals", key: ["id"] },
      { name: "feeding_times", path: "v2/feeding-times", recordsAt: "feedings", key: ["uuid"] },
    ],
  });
  const [animals] = design.streams;
  const types = animals?.fields.map(({ name, type }) => `${name}: ${type.is}`);
  expect(types?.slice(0, 6)).toEqual([
    "id: integer",
    "name: string",
    "legs: number",
    "tame: boolean",
    "kind: string",
    "tags: array",
  ]);
  expect(types?.slice(6)).toEqual([
    ...["updated-at: timestamp", "mother: object", "anything: json", "weight: number", "extras: openObject"],
  ]);
});

test.each<[Readonly<Record<string, string>>, string]>([
  [{ stream: "plants" }, 'has no list "plants". It has animals, feeding_times.'],
  [{ incremental: "changed" }, 'No list of the document has a date-time "changed"'],
])("of a document, %j: says what to do", async (options, message) => {
  const document = await readApiDocument(DOCUMENT);
  const args = Object.entries({ paging: "page", ...options }).map(([name, value]) => `--${name}=${value}`);
  expect(() => designOf(optionsOf(args), document)).toThrow(message);
});

test("a document without a list, without JSON, or not there: says what to do", async () => {
  expect(() => designOf(optionsOf(argsWith({ stream: "" })), apiDocument({}))).toThrow("The document has no list");
  await expect(readApiDocument(fileURLToPath(import.meta.url))).rejects.toThrow("is not JSON. If it is YAML");
  await expect(readApiDocument("nowhere.json")).rejects.toThrow("cannot be read");
});
