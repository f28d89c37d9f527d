import type { ParameterDesign, SizeDesign } from "../design/paging.js";
import { listAt } from "./node.js";
import type { ApiParameter } from "./operations.js";

/** Where a parameter goes. */
export function placed({ name, in: place }: ApiParameter): ParameterDesign {
  return { param: name, ...(place !== "query" && place !== "path" && { in: place }) };
}

/** The largest size that the document allows, or its default, or 100. */
export function sizeOf(parameter: ApiParameter): SizeDesign {
  return { ...placed(parameter), value: documentedSize(parameter) ?? 100 };
}

/** The largest size that the document names; undefined if it names none. */
export function documentedSize({ schema, description }: ApiParameter): number | undefined {
  const values = listAt(schema, "enum").map(Number).filter(Number.isFinite);
  if (values.length > 0) return Math.max(...values);
  const said =
    /(?:max(?:imum)?(?: value| allowed| page size)?(?: of| is|:| =)?|between \d+ and|up to|from \d+ to|1 ?[-–] ?)\s*`?(\d[\d,]*)/i.exec(
      description,
    )?.[1];
  const exclusive = Number(schema["exclusiveMaximum"]) - 1;
  const given = [schema["maximum"], exclusive, said?.replaceAll(",", ""), schema["default"]].map(Number);
  const value = given.find((number) => Number.isInteger(number) && number > 0);
  return value === undefined ? undefined : Math.min(value, 1000);
}
