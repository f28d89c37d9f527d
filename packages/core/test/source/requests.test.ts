import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, FastClock } from "@sluice/testkit";
import * as z from "zod";
import { ApiKeyHeaderAuth } from "../../src/auth/api-key-header.js";
import { SystemError } from "../../src/errors/connector-error.js";
import type { HttpClient } from "../../src/http/client.js";
import { json } from "../../src/http/request-body.js";
import { Source } from "../../src/source/source.js";
import type { StreamContext } from "../../src/streams/context.js";
import { ROOT, type Slice } from "../../src/streams/stream.js";
import { ObserverLog } from "../support/client.js";
import { Items, readAll } from "../support/streams.js";

const config = z.looseObject({ uploads: z.string().optional(), listed: z.boolean().optional() });

type Config = z.infer<typeof config>;

/** A search of each list, on a host of its own where the config says so. */
class Found extends Items {
  override readonly method = "POST";
  override readonly addParentFields = ["list"];
  readonly #uploads: string | undefined;

  constructor(context: StreamContext<Config>) {
    super(context as unknown as StreamContext<undefined>);
    this.#uploads = context.config.uploads;
  }

  override async slices(): Promise<readonly Slice[]> {
    return [{ list: "a" }, { list: "b" }];
  }

  override query({ list }: Slice) {
    return { fields: `name,${list}` };
  }

  override headers({ list }: Slice) {
    return { "X-Version": "2", "x-list": String(list), "X-Api-Key": "not the key" };
  }

  override body({ list = null }: Slice) {
    return json({ filter: { list } });
  }

  override baseUrl() {
    return this.#uploads;
  }
}

class Example extends Source<typeof config> {
  readonly name = "example";
  readonly title = "Example";
  readonly version = "1.2.3";
  readonly documentationUrl = "https://example.com/docs";
  readonly config = config;
  readonly streams = [Found];
  readonly limits = { concurrency: 2, requestsPerMinute: 1000 };
  baseUrl() {
    return api.url;
  }
  override origins({ uploads = "", listed }: Config) {
    return listed === true ? ["not a URL", `${uploads}/v1`] : [];
  }
  override headers() {
    return { "x-version": "1", "X-Client": "sluice" };
  }
  authenticator() {
    return new ApiKeyHeaderAuth({ header: "X-API-KEY", key: "k-123456" });
  }
  async probe(http: HttpClient) {
    await http.send(http.request("me"), "check");
  }
}

let api: FakeApi;
let other: FakeApi;

beforeEach(async () => {
  [api, other] = await Promise.all([FakeApi.start(), FakeApi.start()]);
  for (const one of [api, other]) {
    one
      .post("/items", ({ json: body }) => ({ json: { items: [{ id: 1, body: JSON.stringify(body) }] } }))
      .get("/me", () => ({ json: {} }));
  }
});

afterEach(async () => {
  await Promise.all([api.close(), other.close()]);
});

function runContext() {
  return { clock: new FastClock(), observer: new ObserverLog(), signal: new AbortController().signal };
}

async function read(settings: Config) {
  const [found] = await new Example().open(settings, runContext());
  if (found === undefined) throw new Error("there is no stream");
  return readAll(found);
}

describe("a stream", () => {
  test("is read with its method, query, headers and body for each slice", async () => {
    const { values } = await read({});
    expect(values).toEqual([
      { id: 1, body: '{"filter":{"list":"a"}}', list: "a" },
      { id: 1, body: '{"filter":{"list":"b"}}', list: "b" },
    ]);
    const sent = api.requests.map(({ method, query, headers }) => [method, query.get("fields"), headers["x-list"]]);
    expect(sent.sort()).toEqual([
      ["POST", "name,a", "a"],
      ["POST", "name,b", "b"],
    ]);
  });

  test("adds its headers to those of the source, replaces them in any case, and is signed last", async () => {
    await read({});
    expect(api.requests[0]?.headers).toMatchObject({
      "x-version": "2",
      "x-client": "sluice",
      "x-api-key": "k-123456",
    });
  });

  test("has no method but GET, and no headers, body or base URL if it declares none", () => {
    const plain = new Items({} as StreamContext<undefined>);
    const { method } = plain;
    expect([method, plain.headers(ROOT), plain.body(ROOT), plain.baseUrl(ROOT)]).toEqual([
      "GET",
      {},
      undefined,
      undefined,
    ]);
  });
});

test("the headers of the source go with the probe too", async () => {
  await new Example().check({}, runContext());
  expect(api.requests[0]?.headers).toMatchObject({ "x-version": "1", "x-client": "sluice" });
});

describe("the base URL of a stream", () => {
  test("gets the signed requests if the source lists its origin", async () => {
    const { values } = await read({ uploads: other.url, listed: true });
    expect(values).toHaveLength(2);
    expect(api.requests).toEqual([]);
    expect(other.requests.map(({ headers }) => headers["x-api-key"])).toEqual(["k-123456", "k-123456"]);
  });

  test("gets no request if the source does not list its origin", async () => {
    const { error } = await read({ uploads: other.url });
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain(
      `A request to ${other.url} was not sent: the connector signs requests to ${api.url} only`,
    );
    expect(other.requests).toEqual([]);
  });

  test("is replaced by the setting base_url", async () => {
    await read({ uploads: "https://uploads.example.com", listed: true, base_url: other.url });
    expect(api.requests).toEqual([]);
    expect(other.requests).toHaveLength(2);
  });

  test("may not redirect to the source's origin, though it is listed", async () => {
    other.inject({ at: () => true, times: 9, reply: { status: 307, headers: { location: `${api.url}/items` } } });
    const { error } = await read({ uploads: other.url, listed: true });
    expect(String(error)).toContain(`returned a link to ${api.url}, but the connector talks to ${other.url} only`);
    expect(api.requests).toEqual([]);
  });
});
