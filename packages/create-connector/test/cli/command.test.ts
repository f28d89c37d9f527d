/** The command as a process, on small documents. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const tsx = import.meta.resolve("tsx");

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "create-connector-"));
  await writeFile(join(cwd, "shop.json"), JSON.stringify(SHOP));
  await writeFile(join(cwd, "shop-manifest.json"), JSON.stringify(MANIFEST));
});
afterEach(() => rm(cwd, { recursive: true }));

function run(...args: readonly string[]) {
  const node = ["--conditions=@sluice/source", "--import", tsx, main];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, ...args], { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

const listOf = (record: object) => ({ type: "array", items: { type: "object", properties: record } });
const replies = (schema: object) => ({
  responses: { 200: { description: "A list.", content: { "application/json": { schema } } } },
});

const SHOP = {
  openapi: "3.0.3",
  info: { title: "Shop API", version: "1" },
  servers: [{ url: "https://api.shop.example/v1" }],
  security: [{ token: [] }],
  components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
  paths: {
    "/orders": { get: { ...replies(listOf({ id: { type: "string" }, total: { type: "number" } })) } },
    "/orders/{order_id}/lines": {
      parameters: [{ name: "order_id", in: "path", required: true, schema: { type: "string" } }],
      get: { ...replies(listOf({ id: { type: "string" } })) },
    },
    "/reports": {
      get: {
        parameters: [{ name: "kind", in: "query", required: true, schema: { type: "object" } }],
        ...replies(listOf({ id: { type: "string" } })),
      },
    },
  },
};

const requester = {
  ...{ type: "HttpRequester", url_base: "https://api.shop.example/v1", path: "/orders" },
  authenticator: { type: "BearerAuthenticator", api_token: "{{ config['key'] }}" },
};
const record_selector = { type: "RecordSelector", extractor: { type: "DpathExtractor", field_path: ["orders"] } };
const schema_loader = {
  type: "InlineSchemaLoader",
  schema: { type: "object", properties: { id: { type: "string" } } },
};
const MANIFEST = {
  ...{ version: "6.0.0", type: "DeclarativeSource", check: { type: "CheckStream", stream_names: ["orders"] } },
  streams: [
    {
      ...{ type: "DeclarativeStream", name: "orders", primary_key: "id", schema_loader },
      retriever: { type: "SimpleRetriever", requester, record_selector },
    },
    {
      ...{ type: "DeclarativeStream", name: "reports", schema_loader },
      retriever: { type: "CustomRetriever", class_name: "source_shop.components.Reports", requester, record_selector },
    },
  ],
  spec: {
    type: "Spec",
    connection_specification: { type: "object", required: ["key"], properties: { key: { type: "string" } } },
  },
};

test("--list shows the lists of a document, and why one is left out, and writes nothing", async () => {
  const { status, stdout, stderr } = run("--openapi", "shop.json", "--list");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^Streams: 2 whole, 0 partly, 1 left out\n {2}orders/);
  expect(stdout).toContain('It needs the parameter "kind", whose values the document does not say.');
  expect((await readdir(cwd)).toSorted()).toEqual(["shop-manifest.json", "shop.json"]);
}, 180_000);

test("a document becomes a connector, which a second run updates without what is excluded", async () => {
  expect(run("--openapi", "shop.json").stdout).toContain("source-shop is written in source-shop.");
  expect(await readdir(join(cwd, "source-shop/src/streams"))).toEqual(["index.ts", "lines.ts", "orders.ts"]);
  await appendFile(join(cwd, "source-shop/src/config.ts"), "\n// mine\n");
  const { status, stdout } = run("--openapi", "shop.json", "--update", "--exclude", "lines");
  expect(status).toBe(0);
  expect(stdout).toMatch(/Removed:\n {2}src\/streams\/lines\.ts/);
  expect(stdout).toMatch(/Kept as you changed them:\n {2}src\/config\.ts/);
  expect(await readFile(join(cwd, "source-shop/src/config.ts"), "utf8")).toMatch(/\/\/ mine\n$/);
}, 180_000);

test("a manifest becomes a connector, and the command says what to write by hand", async () => {
  const { status, stdout } = run("--manifest", "shop-manifest.json", "--name", "own-shop", "--test-runner", "vitest");
  expect(status).toBe(0);
  expect(stdout).toMatch(/orders {3}whole[\s\S]*reports {2}partly\n {11}Write how it is read/);
  expect(stdout).toContain("reports: Write how it is read: the manifest calls Reports.");
  expect(existsSync(join(cwd, "source-own-shop/vitest.config.js"))).toBe(true);
}, 180_000);

test.each([
  [
    ["--openapi", "shop.json", "--include", "users"],
    'The document has no list "users". It has orders, lines, reports.',
  ],
  [["--openapi", "missing.json"], "missing.json cannot be read"],
  [["--openapi", "shop-manifest.json"], "shop-manifest.json is not an OpenAPI document"],
  [["--manifest", "missing.json"], "Cannot read the manifest missing.json"],
  [["--manifest", "shop.json"], "Cannot use the manifest shop.json"],
  [["--openapi", "shop.json", "--auth", "basic"], "--auth is given, but the document says how requests are signed"],
  [["--openapi", "shop.json", "--update"], "source-shop does not exist: run it without --update"],
])(
  "%j cannot be done: a sentence says what to do, and nothing is written",
  async (args, sentence) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect((await readdir(cwd)).toSorted()).toEqual(["shop-manifest.json", "shop.json"]);
  },
  180_000,
);
