import { form, type HttpRequest, json, type Method, type Query, type RequestBody, text } from "@sluice/core";
import { encodeBody, urlOf } from "@sluice/core/internal";
import type { FakeRequest } from "./exchange.js";

/** A request as the connector's paginator made it. @param origin scheme, host and port of the fake. */
export function unchanged(request: FakeRequest, origin: string): HttpRequest {
  const { method, path, query, headers } = request;
  const body = bodyOf(request);
  const sent = { method: method as Method, url: origin + path, query: queryOf(query), headers };
  return body === undefined ? sent : { ...sent, body };
}

/** What distinguishes a request from others, apart from its headers; the order of parameters does not. */
export function identityOf(request: HttpRequest): string {
  const url = new URL(urlOf(request));
  url.searchParams.sort();
  return `${request.method} ${url.href} ${bodyTextOf(request)}`;
}

/** A request's body as it is sent. */
export function bodyTextOf({ body }: HttpRequest): string {
  return body === undefined ? "" : encodeBody(body).bytes.toString("utf8");
}

function bodyOf({ body, json: value, form: fields, headers }: FakeRequest): RequestBody | undefined {
  if (body === "") return undefined;
  if (value !== undefined) return json(value);
  return fields.size > 0 ? form(queryOf(fields)) : text(body, headers["content-type"] ?? "");
}

function queryOf(parameters: URLSearchParams): Query {
  const values = [...new Set(parameters.keys())].map((name) => {
    const [first = "", ...others] = parameters.getAll(name);
    return [name, others.length === 0 ? first : [first, ...others]] as const;
  });
  return Object.fromEntries(values);
}
