/** The low-code manifests: what an author would write for these endpoints, with nothing set that has a default. */
import * as configcat from "../../servers/configcat.mjs";
import * as hellobaton from "../../servers/hellobaton.mjs";

const BEARER = { type: "BearerAuthenticator", api_token: "bench" };
const BASIC = { type: "BasicHttpAuthenticator", username: "bench", password: "bench" };

const parameter = (field_name) => ({ type: "RequestOption", inject_into: "request_parameter", field_name });

/** @param {number} page_size by which the CDK knows the last page: one that is shorter. */
const byNumber = (page_size) => ({
  type: "DefaultPaginator",
  page_token_option: parameter("page"),
  pagination_strategy: { type: "PageIncrement", page_size, start_from_page: 1, inject_on_first_request: true },
});

/** What is not the default: by itself the CDK does not look at Retry-After. */
const obeyRetryAfter = {
  type: "DefaultErrorHandler",
  backoff_strategies: [{ type: "WaitTimeFromHeader", header: "Retry-After" }],
};

const byNextUrl = {
  type: "DefaultPaginator",
  page_token_option: { type: "RequestPath" },
  page_size_option: parameter("page_size"),
  pagination_strategy: {
    type: "CursorPagination",
    cursor_value: "{{ response.next }}",
    stop_condition: "{{ not response.next }}",
    page_size: 100,
  },
};

const byToken = {
  type: "DefaultPaginator",
  page_token_option: parameter("from"),
  pagination_strategy: {
    type: "CursorPagination",
    cursor_value: "{{ response.next }}",
    stop_condition: "{{ not response.next }}",
  },
};

function stream(options) {
  const { name, url, path, authenticator, key, field_path } = options;
  const { paginator, partition_router, incremental_sync, error_handler } = options;
  return {
    type: "DeclarativeStream",
    name,
    primary_key: [key],
    schema_loader: { type: "InlineSchemaLoader", schema: { type: "object", properties: {} } },
    retriever: {
      type: "SimpleRetriever",
      requester: {
        type: "HttpRequester",
        url_base: url,
        path,
        http_method: "GET",
        authenticator,
        ...(error_handler && { error_handler }),
      },
      record_selector: { type: "RecordSelector", extractor: { type: "DpathExtractor", field_path } },
      ...(paginator && { paginator }),
      ...(partition_router && { partition_router }),
    },
    ...(incremental_sync && { incremental_sync }),
  };
}

function manifest(streams) {
  return {
    version: "7.39.1",
    type: "DeclarativeSource",
    check: { type: "CheckStream", stream_names: [streams[0].name] },
    streams,
    spec: {
      type: "Spec",
      connection_specification: { type: "object", properties: {}, additionalProperties: true },
    },
  };
}

/** @param {{ perPage?: number, isObeying?: boolean }} [options] `isObeying` to obey Retry-After. */
export function accounts(url, { perPage = 100, isObeying = false } = {}) {
  return manifest([
    stream({
      name: "accounts",
      url,
      path: "/accounts",
      authenticator: BEARER,
      key: "id",
      field_path: ["results"],
      paginator: byNumber(perPage),
      ...(isObeying && { error_handler: obeyRetryAfter }),
    }),
  ]);
}

export function hellobatonAccount(url) {
  const authenticator = { type: "ApiKeyAuthenticator", api_token: "bench", inject_into: parameter("api_key") };
  const common = { url, authenticator, key: "id", field_path: ["results"], paginator: byNextUrl };
  return manifest(hellobaton.streams.map((name) => stream({ ...common, name, path: `/api/${name}/` })));
}

export function configcatAccount(url) {
  const streamOf = (name) => {
    const { parent, path } = configcat.lists[name];
    const key = configcat.keys[name] ?? `${name}-has-none`;
    const router = parent && {
      type: "SubstreamPartitionRouter",
      parent_stream_configs: [
        {
          type: "ParentStreamConfig",
          stream: streamOf(parent),
          parent_key: configcat.keys[parent],
          partition_field: "id",
        },
      ],
    };
    const at = `/${path.replace("ID", "{{ stream_partition.id }}")}`;
    return stream({ name, url, path: at, authenticator: BASIC, key, field_path: [], partition_router: router });
  };
  return manifest(configcat.streams.map(streamOf));
}

/** The API does not filter by time, so what is old is dropped after it was read. */
export function vitallyAccounts(url) {
  return manifest([
    stream({
      name: "accounts",
      url,
      path: "/resources/accounts",
      authenticator: BASIC,
      key: "id",
      field_path: ["results"],
      paginator: byToken,
      incremental_sync: {
        type: "DatetimeBasedCursor",
        cursor_field: "updatedAt",
        cursor_datetime_formats: ["%Y-%m-%dT%H:%M:%S.%fZ"],
        datetime_format: "%Y-%m-%dT%H:%M:%S.%fZ",
        start_datetime: "2000-01-01T00:00:00.000000Z",
        is_client_side_incremental: true,
      },
    }),
  ]);
}
