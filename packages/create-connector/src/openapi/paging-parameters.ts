import { textAt } from "./node.js";
import type { ApiParameter, Operation } from "./operations.js";
import * as words from "./paging-words.js";
import { typeName } from "./schemas.js";

/** The parameters of an operation that concern paging. */
export interface PagingParameters {
  readonly page: ApiParameter | undefined;
  readonly offset: ApiParameter | undefined;
  readonly cursor: ApiParameter | undefined;
  readonly size: ApiParameter | undefined;
}

/** Finds the parameters of an operation that concern paging, by their names and types. */
export function pagingParameters(operation: Operation): PagingParameters {
  const parameters = operation.parameters.filter(({ in: place }) => place !== "path");
  const isNumber = ({ schema }: ApiParameter) => ["integer", "number", undefined].includes(typeName(schema));
  const isTime = ({ schema }: ApiParameter) => /^date/.test(textAt(schema, "format") ?? "");
  const find = (is: (name: string) => boolean, test: (parameter: ApiParameter) => boolean) =>
    parameters.find(
      (parameter) =>
        is(parameter.name) && typeName(parameter.schema) !== "object" && !isTime(parameter) && test(parameter),
    );
  const size = find(
    words.isSizeName,
    (parameter) => typeName(parameter.schema) !== "boolean" && typeName(parameter.schema) !== "array",
  );
  const isOther = (parameter: ApiParameter) => parameter !== size;
  const page = find(words.isPageName, isNumber);
  const offset = find(
    words.isOffsetName,
    (parameter) =>
      isNumber(parameter) &&
      isOther(parameter) &&
      !/timestamp|epoch|posix|unix|\btime\b|\bdate\b/i.test(parameter.description),
  );
  const cursor =
    find(
      words.isCursorName,
      (parameter) => isOther(parameter) && parameter !== page && typeName(parameter.schema) !== "boolean",
    ) ??
    find(
      (name) => words.isPageName(name) || words.isOffsetName(name),
      (parameter) => typeName(parameter.schema) === "string" && /token|cursor|opaque/i.test(parameter.description),
    );
  return { page, offset, cursor, size };
}
