import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, FastClock } from "@sluice/testkit";
import * as z from "zod";
import { BearerAuth } from "../../src/auth/bearer.js";
import { DescendingCursor } from "../../src/cursors/descending.js";
import { NO_TIME } from "../../src/cursors/duration.js";
import { LastRunCursor } from "../../src/cursors/last-run.js";
import { ConfigError, TransientError } from "../../src/errors/connector-error.js";
import type { HttpClient } from "../../src/http/client.js";
import { secret } from "../../src/source/config.js";
import { catalogEntry, connectionSpecification, packageVersion } from "../../src/source/facts.js";
import { Source } from "../../src/source/source.js";
import type { StreamContext } from "../../src/streams/context.js";
import { ObserverLog } from "../support/client.js";
import { Items, readAll } from "../support/streams.js";

const config = z.looseObject({
  token: secret({ title: "Token", description: "From the settings page." }),
});

type Config = z.infer<typeof config>;

/** The test's stream, for a source whose config has fields. */
class Things extends Items {
  constructor(context: StreamContext<Config>) {
    super(context as unknown as StreamContext<undefined>);
  }
}

class Keyless extends Things {
  override readonly name = "keyless";
  override readonly primaryKey = [];
  override path() {
    return "keyless";
  }
}

class Example extends Source<typeof config> {
  readonly name = "example";
  readonly title = "Example";
  readonly version = "1.2.3";
  readonly documentationUrl = "https://example.com/docs";
  readonly config = config;
  readonly streams = [Things, Keyless];
  readonly limits = { concurrency: 2, requestsPerMinute: 1000 };
  baseUrl() {
    return "https://api.example.com";
  }
  authenticator({ token }: Config) {
    return new BearerAuth({ token });
  }
  async probe(http: HttpClient) {
    await http.send(http.request("me"), "check");
  }
}

let api: FakeApi;
const source = new Example();

beforeEach(async () => {
  api = await FakeApi.start();
});

afterEach(async () => {
  await api.close();
});

function runContext() {
  return { clock: new FastClock(), observer: new ObserverLog(), signal: new AbortController().signal };
}

const settings = () => ({ token: "t-1", base_url: api.url });

describe("Source", () => {
  test("opens its streams in order, which send requests with its credentials and user agent", async () => {
    api.get("/items", () => ({ json: { items: [{ id: 1 }] } }));
    const around = runContext();
    const streams = await source.open(settings(), around);
    expect(streams.map(({ name }) => name)).toEqual(["items", "keyless"]);
    const [items] = streams;
    expect(items && (await readAll(items)).values).toEqual([{ id: 1 }]);
    expect(api.requests[0]?.headers).toMatchObject({
      authorization: "Bearer t-1",
      "user-agent": "sluice-source-example/1.2.3",
    });
    expect(around.observer.lines).toEqual(["items: GET /items"]);
  });

  test("describes its streams without a config", () => {
    expect(source.describe().map(({ name }) => name)).toEqual(["items", "keyless"]);
  });

  test("checks the config with its probe", async () => {
    api.get("/me", () => ({ json: {} }));
    await expect(source.check(settings(), runContext())).resolves.toBeUndefined();
    api.inject({ at: () => true, reply: { status: 401 } });
    await expect(source.check(settings(), runContext())).rejects.toBeInstanceOf(ConfigError);
  });

  test("retries less in a check than in a read, because a user waits", async () => {
    api.inject({ at: () => true, times: 99, reply: { status: 500 } });
    const around = runContext();
    await expect(source.check(settings(), around)).rejects.toBeInstanceOf(TransientError);
    expect(api.requests).toHaveLength(3);
    api.reset().inject({ at: () => true, times: 99, reply: { status: 500 } });
    const [items] = await source.open(settings(), runContext());
    expect(items && (await readAll(items)).error).toBeInstanceOf(TransientError);
    expect(api.requests).toHaveLength(7);
  });
});

describe("catalogEntry", () => {
  const [items, keyless] = source.describe().map(catalogEntry);

  test("writes name, schema, key and sync modes", () => {
    expect(items).toEqual({
      name: "items",
      json_schema: {
        $schema: "http://json-schema.org/draft-07/schema#",
        type: "object",
        properties: { id: { type: "integer" }, name: { type: ["null", "string"] } },
        additionalProperties: true,
      },
      supported_sync_modes: ["full_refresh"],
      source_defined_primary_key: [["id"]],
      is_resumable: false,
    });
  });

  test("marks a stream with a cursor as resumable, although its full refresh is not", () => {
    class Changing extends Things {
      override readonly cursor = new DescendingCursor({ field: "updated_at" });
    }
    expect(new Changing({} as never).isResumable).toBe(false);
    expect(catalogEntry(new Changing({} as never))).toMatchObject({
      supported_sync_modes: ["full_refresh", "incremental"],
      source_defined_cursor: true,
      default_cursor_field: ["updated_at"],
      is_resumable: true,
    });
  });

  test("has no cursor field if the cursor has none", () => {
    class Started extends Things {
      override readonly cursor = new LastRunCursor({ param: "since", lookback: NO_TIME });
    }
    const entry = catalogEntry(new Started({} as never));
    expect(entry).toMatchObject({ supported_sync_modes: ["full_refresh", "incremental"], is_resumable: true });
    expect(entry).not.toHaveProperty("default_cursor_field");
  });

  test("has no primary key if the stream has none", () => {
    expect(keyless).not.toHaveProperty("source_defined_primary_key");
  });
});

describe("connectionSpecification", () => {
  test("is a draft-07 schema with a title, ordered properties and marked secrets", () => {
    expect(connectionSpecification(source)).toEqual({
      $schema: "http://json-schema.org/draft-07/schema#",
      title: "Example source",
      type: "object",
      required: ["token"],
      additionalProperties: true,
      properties: {
        token: {
          type: "string",
          minLength: 1,
          title: "Token",
          description: "From the settings page.",
          airbyte_secret: true,
          order: 0,
        },
        base_url: expect.objectContaining({ type: "string", title: "Base URL", order: 1 }),
        concurrency: expect.objectContaining({ type: "integer", order: 2 }),
        checks: expect.objectContaining({ type: "string", default: "sample", order: 3 }),
        limits: expect.objectContaining({ type: "object", order: 4 }),
      },
    });
  });
});

describe("packageVersion", () => {
  test("reads the package.json one folder above a module", () => {
    expect(packageVersion(new URL("../../src/index.ts", import.meta.url).href)).toMatch(/^\d+\.\d+\.\d+/);
  });
});
