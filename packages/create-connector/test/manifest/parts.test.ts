import { expect, test } from "@jest/globals";
import { bookStream, imported, manifest } from "./manifest-file.js";

const token = (field_name: string) => ({ type: "RequestOption", inject_into: "request_parameter", field_name });

function paged(strategy: object, options: object = {}, retriever: object = {}): object {
  const paginator = {
    type: "DefaultPaginator",
    page_token_option: token("page"),
    pagination_strategy: strategy,
    ...options,
  };
  return manifest({ retriever: { paginator, ...retriever } });
}

test("stops numbered pages at a short one and starts without a number", async () => {
  const { stream } = await imported(
    paged({ type: "PageIncrement", page_size: 50, start_from_page: 1 }, { page_size_option: token("per_page") }),
  );
  expect(stream.paging).toEqual({
    kind: "page",
    param: "page",
    start: 1,
    startsBare: true,
    size: { param: "per_page", value: 50 },
    stopsShort: true,
  });
});

test("takes a constant parameter for the page size", async () => {
  const { stream } = await imported(
    manifest({
      requester: { request_parameters: { limit: "20", sort: "id" } },
      retriever: {
        paginator: {
          type: "DefaultPaginator",
          page_token_option: token("offset"),
          pagination_strategy: { type: "OffsetIncrement", page_size: 20, inject_on_first_request: true },
        },
      },
    }),
  );
  expect(stream.paging).toEqual({
    kind: "offset",
    param: "offset",
    size: { param: "limit", value: 20 },
    stopsShort: true,
  });
  expect(stream.query).toEqual({ sort: "id" });
});

test("turns a token, a link and the last record into options", async () => {
  const cursor = (cursor_value: string, stop_condition?: string) => ({
    type: "CursorPagination",
    cursor_value,
    stop_condition,
  });
  const ofBody = await imported(paged(cursor("{{ response.meta.next }}", "{{ not response.meta.more }}")));
  expect(ofBody.stream.paging).toEqual({ kind: "cursor", at: "meta.next", param: "page", hasMore: "meta.more" });
  const link = await imported(paged(cursor("{{ response['next'] }}"), { page_token_option: { type: "RequestPath" } }));
  expect(link.stream.paging).toEqual({ kind: "next-url", at: "next" });
  const last = await imported(paged(cursor("{{ last_record['id'] }}", "{{ last_page_size == 0 }}")));
  expect(last.stream.paging).toEqual({ kind: "after-last", field: "id", param: "page" });
});

test("computes a token that no option describes", async () => {
  const { report, stream } = await imported(
    paged({
      type: "CursorPagination",
      cursor_value: "{{ response.page + 1 }}",
      stop_condition: "{{ response.page >= response.pages }}",
    }),
  );
  expect(stream.paging).toMatchObject({ kind: "code" });
  expect(JSON.stringify(stream.paging)).toContain("new ComputedTokenPaginator");
  expect(report.streams[0]?.outcome).toBe("whole");
});

const sync = {
  type: "DatetimeBasedCursor",
  cursor_field: "changed",
  datetime_format: "%Y-%m-%d",
  start_datetime: "{{ config['start_date'] }}",
};

test("counts pages by a number in the body, or within a longer parameter", async () => {
  const counted = (pagination_strategy: object, requester: object) =>
    imported(manifest({ requester, retriever: { paginator: { type: "DefaultPaginator", pagination_strategy } } }));
  const page = "{{ (next_page_token['next_page_token'] or 0) + 1 }}";
  const ofBody = await counted(
    { type: "PageIncrement", page_size: 10 },
    { http_method: "POST", request_body_json: { options: { page, order: "id" } } },
  );
  expect(ofBody.stream.paging).toEqual({ kind: "page", param: "options.page", in: "body", start: 1 });
  expect(ofBody.stream.body?.content).toMatchObject({ options: { order: "id" } });
  const ofText = await counted(
    { type: "OffsetIncrement", page_size: 10 },
    { request_parameters: { q: "where id > 0 from {{ (next_page_token.next_page_token or 0) + 1 }} to the end" } },
  );
  expect(ofText.stream.query).toEqual({ q: "where id > 0 from 1 to the end" });
  expect(ofText.stream.paging).toMatchObject({
    kind: "code",
    code: { code: 'new CountInTextPaginator({"param":"q","before":"from ","by":"records","pageSize":10})' },
  });
  const other = await counted(
    { type: "OffsetIncrement" },
    { request_parameters: { q: "from {{ next_page_token.next_page_token or 7 }}" } },
  );
  expect(other.report.streams[0]?.reasons).toEqual([
    'The parameter "q" is made of the page\'s number: write a paginator for it.',
  ]);
});

test("knows the token from a field of the reply, a setting and a text of its name", async () => {
  const requester = { request_parameters: { hint: "page_token={{ config['page_token'] }}" } };
  const pagination_strategy = { type: "CursorPagination", cursor_value: "{{ response.next_page_token }}" };
  const { stream, report } = await imported(
    manifest({
      requester,
      retriever: { paginator: { type: "DefaultPaginator", page_token_option: token("after"), pagination_strategy } },
    }),
  );
  expect(stream.paging).toEqual({ kind: "cursor", at: "next_page_token", param: "after" });
  expect(report.streams[0]?.reasons).toEqual([]);
});

test("computes all parts of a request that are made of the token", async () => {
  const { report, stream } = await imported(
    manifest({
      requester: {
        request_parameters: {
          scroll: "{{ next_page_token['next_page_token'] if next_page_token else 'first' }}",
          limit: "{{ 50 if not next_page_token }}",
        },
      },
      retriever: {
        paginator: {
          type: "DefaultPaginator",
          pagination_strategy: { type: "CursorPagination", cursor_value: "{{ response.next }}" },
        },
      },
    }),
  );
  expect(report.streams[0]?.reasons).toEqual([]);
  expect(stream.query).toMatchObject({ scroll: "first", limit: { code: "50" } });
  const text = JSON.stringify(stream.paging);
  expect(text).toContain("change: (token) => ({ query: {");
  expect(text).not.toContain("param:");
});

test("asks for windows of time by the cursor's options", async () => {
  const { stream } = await imported(
    manifest({
      incremental_sync: {
        ...sync,
        step: "P1M",
        lookback_window: "P2D",
        start_time_option: token("from"),
        end_time_option: token("to"),
      },
    }),
  );
  expect(stream.cursor).toMatchObject({
    kind: "window",
    field: "changed",
    from: { param: "from" },
    to: { param: "to" },
    as: "day",
    width: { amount: 1, unit: "months" },
    lookback: { amount: 2, unit: "days" },
  });
  expect(JSON.stringify(stream.cursor)).toContain("config.start_date");
});

test("filters in the client where requests do not depend on the time", async () => {
  const { stream } = await imported(
    manifest({ incremental_sync: { ...sync, datetime_format: "%s", is_client_side_incremental: true } }),
  );
  expect(stream.cursor).toEqual({ kind: "client-side", field: "changed", fieldAs: "epochSeconds" });
  expect(stream.keep?.code).toContain("isWithin");
});

const computedAt = async (strategy: object, options: object = {}, more: object = {}) => {
  const { stream } = await imported(paged({ type: "CursorPagination", ...strategy }, options, more));
  expect(stream.paging).toMatchObject({ kind: "code" });
  return JSON.stringify(stream.paging);
};

test("computes the token of a last record that may lack it", async () => {
  const cursor_value = "{{ last_record['next'] }}";
  await computedAt({ cursor_value, stop_condition: "{{ not last_record.get('next') }}" });
  await computedAt({ cursor_value });
});

test("ends a bare list after its first page where a flag of the body would lead on", async () => {
  const record_selector = { type: "RecordSelector", extractor: { type: "DpathExtractor", field_path: [] } };
  const strategy = { cursor_value: "{{ last_record['id'] }}", stop_condition: "{{ not response.get('more') }}" };
  expect(await computedAt(strategy, {}, { record_selector })).toContain("at(response");
});

test("reads the text of a Link header under its own name, and its links in lower case", async () => {
  const page_token_option = { type: "RequestPath" };
  const text = { cursor_value: "{{ headers['Link'].split(';')[0][1:-1] }}" };
  expect(await computedAt(text, { page_token_option })).toContain("headers.Link");
  const link = { cursor_value: "{{ headers.get('link').get('prev').get('url') }}" };
  expect(await computedAt(link, { page_token_option })).toContain(String.raw`headers, \"link\"`);
});

test("makes a form of a body that only an option of the paginator fills", async () => {
  const body = (inject_into: string) => ({
    requester: { http_method: "POST" },
    retriever: {
      paginator: {
        type: "DefaultPaginator",
        page_token_option: { type: "RequestOption", inject_into, field_name: "page" },
        pagination_strategy: { type: "PageIncrement", page_size: 50 },
      },
    },
  });
  expect((await imported(manifest(body("body_data")))).stream.body).toEqual({ as: "form", content: {} });
  expect((await imported(manifest(body("body_json")))).stream.body).toBeUndefined();
});

test("writes all records where neither requests nor a filter depend on the time", async () => {
  const { stream } = await imported(manifest({ incremental_sync: sync }));
  expect(stream.cursor).toEqual({ kind: "client-side", field: "changed", emitsAll: true });
});

test("makes no partitions of a list in the config that is not set", async () => {
  const partition_router = { type: "ListPartitionRouter", cursor_field: "shelf", values: "{{ config.shelves }}" };
  const properties = { shelves: { type: "array", items: { type: "string" } } };
  const spec = { type: "Spec", connection_specification: { type: "object", properties } };
  const { stream } = await imported(manifest({ retriever: { partition_router } }, { spec }));
  expect(stream.slicing).toMatchObject({ values: { code: "config.shelves ?? []" } });
});

test("makes a rule of each alternative of a response filter", async () => {
  const filters = [
    { type: "HttpResponseFilter", action: "IGNORE", http_codes: [403, 404], error_message: "No such shelf." },
    { type: "HttpResponseFilter", action: "RETRY", http_codes: [503] },
    { type: "HttpResponseFilter", action: "SUCCESS", http_codes: [400] },
    {
      type: "HttpResponseFilter",
      action: "FAIL",
      failure_type: "config_error",
      error_message_contains: "plan (basic)",
    },
    {
      type: "HttpResponseFilter",
      action: "IGNORE",
      predicate: "{{ response.status == 405 and response.error.code == 'closed' }}",
      error_message: "It is closed.",
    },
  ];
  const { design, stream } = await imported(
    manifest({ requester: { error_handler: { type: "DefaultErrorHandler", response_filters: filters } } }),
  );
  expect(design.errors ?? stream.errors).toEqual([
    { status: [403, 404], action: { does: "skip", text: "No such shelf.", wholeStream: true } },
    { status: 400, action: { does: "accept" } },
    {
      body: { pattern: "plan \\(basic\\)" },
      action: { does: "fail", kind: "config", text: "The API refused the request. Check the settings." },
    },
    {
      values: { status: 405, "error.code": "closed" },
      action: { does: "skip", text: "It is closed.", wholeStream: true },
    },
  ]);
});

test("sends a parameter without a name where that is a setting that nobody can set", async () => {
  const { report, stream } = await imported(
    paged({ type: "PageIncrement", page_size: 50 }, { page_size_option: token("{{ config['nothing'] }}") }),
  );
  expect(report.streams[0]?.reasons).toEqual([]);
  expect(stream.paging).toMatchObject({ size: { param: "", value: 50 }, stopsShort: true });
});

test("signs by a bearer token that is written as an API key", async () => {
  const authenticator = {
    type: "ApiKeyAuthenticator",
    api_token: "Bearer {{ config['api_key'] }}",
    inject_into: { type: "RequestOption", inject_into: "header", field_name: "Authorization" },
  };
  const { design } = await imported(manifest({ requester: { authenticator } }));
  expect(design.auth.kind).toBe("bearer");
  expect(JSON.stringify(design.auth)).toContain("config.api_key");
});

test("saves a refresh token that works once where Airbyte saves it", async () => {
  const authenticator = {
    type: "OAuthAuthenticator",
    token_refresh_endpoint: "https://api.library.example/token",
    client_id: "{{ config['api_key'] }}",
    client_secret: "{{ config['api_key'] }}",
    refresh_token: "{{ config['api_key'] }}",
    refresh_token_updater: { refresh_token_config_path: ["login", "refresh"] },
  };
  const { design } = await imported(manifest({ requester: { authenticator } }));
  expect(design.auth).toMatchObject({
    kind: "oauth-refresh",
    rotates: { refreshToken: "login.refresh", accessToken: "credentials.access_token" },
  });
});

test("computes whether a list is empty, because a list is not a flag", async () => {
  const strategy = (stop_condition: string) => {
    const record_selector = { type: "RecordSelector", extractor: { type: "DpathExtractor", field_path: ["data"] } };
    const pagination_strategy = { type: "CursorPagination", cursor_value: "{{ response.next }}", stop_condition };
    const paginator = { type: "DefaultPaginator", page_token_option: token("after"), pagination_strategy };
    return manifest({ retriever: { record_selector, paginator } });
  };
  const flag = await imported(strategy("{{ not response.more }}"));
  expect(flag.stream.paging).toMatchObject({ kind: "cursor", hasMore: "more" });
  const list = await imported(strategy("{{ not response.data }}"));
  expect(list.stream.paging).toMatchObject({ kind: "code" });
  expect(JSON.stringify(list.stream.paging)).toContain('recordsAt: \\"data\\"');
});

test("takes for one record what its paginator reads fields of", async () => {
  const membersOf = async (field_path: string[], cursor_value: string) => {
    const record_selector = { type: "RecordSelector", extractor: { type: "DpathExtractor", field_path } };
    const pagination_strategy = { type: "CursorPagination", cursor_value };
    const paginator = { type: "DefaultPaginator", page_token_option: token("after"), pagination_strategy };
    const { stream } = await imported(manifest({ retriever: { record_selector, paginator } }));
    return stream.members?.[0]?.code;
  };
  expect(await membersOf([], "{{ response['number'] + 1 }}")).toContain("recordsIn(body)");
  expect(await membersOf([], "{{ response[0] }}")).toBeUndefined();
  expect(await membersOf(["data"], "{{ response.data.after }}")).toContain('recordsIn(body, ["data"])');
  expect(await membersOf(["data"], "{{ response.after }}")).toBeUndefined();
});

test("adds, removes and casts fields in map", async () => {
  const { report, stream } = await imported(
    manifest({
      transformations: [
        { type: "AddFields", fields: [{ path: ["shelf"], value: "{{ record['place'] }}" }] },
        { type: "RemoveFields", field_pointers: [["place"]] },
      ],
      retriever: {
        record_selector: { type: "RecordSelector", extractor: { field_path: [] }, schema_normalization: "Default" },
      },
    }),
  );
  expect(stream.map?.code).toMatch(
    /^let mapped: JsonObject = \{ \.\.\.record, "shelf":.*withoutFields\(mapped, \[\["place"\]\]\).*castFields\(mapped, \{"id":"integer"/s,
  );
  expect(stream.map?.helpers).toEqual(expect.arrayContaining(["record-fields", "cast-fields"]));
  expect(stream.members?.[0]?.code).toContain("recordsIn(body)");
  expect(report.streams[0]?.outcome).toBe("whole");
});

test("sends the scopes of a token as Airbyte does", async () => {
  const authenticator = {
    ...{ type: "OAuthAuthenticator", token_refresh_endpoint: "https://api.library.example/token" },
    ...{ client_id: "{{ config['api_key'] }}", client_secret: "{{ config['api_key'] }}" },
    ...{ grant_type: "client_credentials", scopes: ["books", "loans"] },
  };
  const { design } = await imported(manifest({ requester: { authenticator } }));
  expect(design.auth).toMatchObject({ kind: "client-credentials", scopes: ["books", "loans"] });
  expect(design.auth).not.toHaveProperty("scope");
});

test("sends a signed token alone where the manifest has no prefix", async () => {
  const signed = { type: "JwtAuthenticator", secret_key: "{{ config['api_key'] }}", algorithm: "HS256" };
  const bare = await imported(manifest({ requester: { authenticator: signed } }));
  expect(bare.design.auth).toHaveProperty("sendAs", { header: "Authorization" });
  const prefixed = await imported(manifest({ requester: { authenticator: { ...signed, header_prefix: "Bearer" } } }));
  expect(prefixed.design.auth).not.toHaveProperty("sendAs");
});

test("leaves out parameters that are empty and members that are null", async () => {
  const { stream } = await imported(
    manifest({
      requester: {
        ...{ http_method: "POST", request_parameters: { sort: "", order: "id" } },
        request_body_json: { shelf: null, filter: { place: null, kind: "novel" } },
      },
    }),
  );
  expect(stream.query).toEqual({ order: "id" });
  expect(stream.body?.content).toEqual({ filter: { kind: "novel" } });
});

test("reads a setting that the specification does not have without its type", async () => {
  const place = "{{ config.get('place', 'attic') }}";
  const { stream } = await imported(manifest({ requester: { request_parameters: { place } } }));
  expect(JSON.stringify(stream.query)).toContain('orElse(at(config, \\"place\\")');
});

test("sends a value of the slice in a header as a text", async () => {
  const partition_router = {
    ...{ type: "ListPartitionRouter", cursor_field: "shelf", values: ["a", "b"] },
    request_option: { type: "RequestOption", inject_into: "header", field_name: "X-Shelf" },
  };
  const { stream } = await imported(manifest({ retriever: { partition_router } }));
  expect(stream.headers).toMatchObject({ "X-Shelf": { code: "text(slice.shelf)" } });
});

test("does not read a dot in the name of a parent's key as a path", async () => {
  const stream = { ...bookStream({}), name: "shelves" };
  const partition_router = {
    type: "SubstreamPartitionRouter",
    parent_stream_configs: [{ type: "ParentStreamConfig", parent_key: "place.code", partition_field: "place", stream }],
  };
  const { report } = await imported(manifest({ retriever: { partition_router } }));
  expect(report.streams.at(-1)?.reasons.join(" ")).toContain("place.code is not one field");
});
