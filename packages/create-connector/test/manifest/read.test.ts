import { expect, test } from "@jest/globals";
import { InputError } from "@sluice/create-connector";
import { bookStream, imported, manifest } from "./manifest-file.js";

test("takes a plain list whole, with the path prefix of its base URL", async () => {
  const { design, report, stream } = await imported(manifest({}));
  expect(design.name).toBe("library");
  expect(design.baseUrl).toBe("https://api.library.example");
  expect(stream).toMatchObject({
    name: "books",
    path: "v2/books",
    recordsAt: "items??",
    key: ["id"],
    paging: { kind: "none" },
  });
  expect(report.streams).toEqual([{ name: "books", outcome: "whole", reasons: [] }]);
  expect(report.notes[0]).toMatch(/^Written from source-library\.yaml; .*license/);
});

test("keeps the names, secrets and constraints of settings", async () => {
  const { design } = await imported(manifest({}));
  expect(design.settings).toEqual([
    { name: "api_key", title: "Key", description: "Key.", type: { is: "string" }, isSecret: true },
    {
      name: "start_date",
      title: "Start date",
      description: "Start date.",
      type: { is: "string", format: "date-time" },
    },
    {
      name: "end_date",
      title: "End date",
      description: "End date.",
      type: { is: "string", format: "date-time" },
      isOptional: true,
    },
  ]);
});

test("resolves references, lets fields next to them win, and hands parameters down", async () => {
  const { stream } = await imported(`
version: 6.0.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [loans] }
definitions:
  requester: { type: HttpRequester, url_base: "https://api.library.example", path: "/{{ parameters.path }}", http_method: POST }
  selector: { extractor: { field_path: [rows] } }
streams:
  - type: DeclarativeStream
    name: loans
    $parameters: { path: loans }
    retriever:
      requester: { $ref: "#/definitions/requester", http_method: GET }
      record_selector: { $ref: "#/definitions/selector" }
spec: { type: Spec, connection_specification: { type: object, properties: {} } }
`);
  expect(stream.path).toBe("loans");
  expect(stream.method).toBeUndefined();
  expect(stream.recordsAt).toBe("rows??");
});

test("refuses a file that is not a manifest, with what to do", async () => {
  await expect(imported("hello: world")).rejects.toThrow(InputError);
  await expect(imported("hello: world")).rejects.toThrow(/neither "streams" nor "dynamic_streams"/);
  await expect(imported("a: [")).rejects.toThrow(/Write valid YAML or JSON/);
  await expect(imported({ streams: [{ $ref: "#/definitions/none" }] })).rejects.toThrow(
    /#\/definitions\/none names nothing/,
  );
});

test("writes a stream with a Python class partly, with code that throws", async () => {
  const { report, stream } = await imported(
    manifest({
      retriever: {
        record_selector: { extractor: { type: "CustomRecordExtractor", class_name: "components.Shelves" } },
      },
    }),
  );
  expect(report.streams[0]).toEqual({
    name: "books",
    outcome: "partly",
    reasons: ["Write records(): the manifest calls Shelves."],
  });
  expect(stream.members?.[0]?.code).toContain("throw new SystemError");
});

test("reads a child by its parent's records and hides a parent that is not listed", async () => {
  const router = {
    type: "SubstreamPartitionRouter",
    parent_stream_configs: [{ parent_key: "id", partition_field: "book", stream: bookStream({ name: "shelves" }) }],
  };
  const { design, report } = await imported(
    manifest({
      requester: { path: "/books/{{ stream_partition.book }}/loans" },
      retriever: { partition_router: router },
    }),
  );
  expect(design.streams.map(({ name, isHidden }) => [name, isHidden])).toEqual([
    ["shelves", true],
    ["books", undefined],
  ]);
  expect(design.streams[1]?.slicing).toEqual({ kind: "parent", stream: "shelves", values: { book: "id" } });
  expect(report.streams.map(({ name }) => name)).toEqual(["books"]);
});

test("takes a value of the parent's slice from there, and one that no slice has for empty", async () => {
  const routed = (stream: object, partition_field: string) => ({
    partition_router: {
      type: "SubstreamPartitionRouter",
      parent_stream_configs: [{ parent_key: "id", partition_field, stream }],
    },
  });
  const shelves = bookStream({ name: "shelves" });
  const boxes = bookStream({ name: "boxes", retriever: routed(shelves, "shelf") });
  const parameters = { own: "{{ stream_partition.shelf }}", none: "{{ stream_slice['floor'] }}" };
  const { report, stream } = await imported(
    manifest({
      requester: {
        path: "/shelves/{{ stream_partition.parent_slice['shelf'] }}/boxes/{{ stream_slice.box }}",
        request_parameters: parameters,
      },
      retriever: routed(boxes, "box"),
    }),
  );
  expect(report.streams[0]?.reasons).toEqual([]);
  expect(stream.slicing).toEqual({ kind: "parent", stream: "boxes", values: { box: "id" }, parentSlice: ["shelf"] });
  expect(stream.query).toBeUndefined();
});

test("leaves out what was not asked for", async () => {
  const both = { streams: [bookStream({}), bookStream({ name: "loans" })] };
  const { design, report } = await imported(manifest({}, both), { exclude: ["lo*"] });
  expect(design.streams.map(({ name }) => name)).toEqual(["books"]);
  expect(report.streams[1]).toMatchObject({ name: "loans", outcome: "left out" });
});
