import { GraphQlStream, isJsonObject, type Stream } from "@sluice/core";
import type { FakeRequest } from "./exchange.js";

/**
 * The GraphQL operation of a request: its name, if there is one, and its document; empty where it has none. Streams of GraphQL
 * share an endpoint, but not an operation.
 */
export function operationOf({ json }: Pick<FakeRequest, "json">): string {
  if (!isJsonObject(json) || typeof json["query"] !== "string") return "";
  return operation(json["query"], json["operationName"]);
}

/** Whether a stream may have sent a request, by its operation; any stream that is not GraphQL may have. */
export function mayBeOf(stream: Stream | undefined, request: FakeRequest): boolean {
  return (
    !(stream instanceof GraphQlStream) || operation(stream.document, stream.operationName) === operationOf(request)
  );
}

function operation(document: string, name: unknown): string {
  return typeof name === "string" ? `${name} ${document}` : document;
}
