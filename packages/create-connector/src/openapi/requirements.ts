import { snake } from "../words.js";
import { listAt } from "./node.js";
import type { ApiParameter } from "./operations.js";
import { typeName } from "./schemas.js";
import { givenValue, isScalar } from "./settings.js";
import { plainName } from "./words.js";

/** So many values of an enumeration are read one after the other. */
const MAX_VALUES = 12;

/** Enumerations of which one value is enough: they change the form of records, and not which records there are. */
const FORM =
  /sort|order|direction|format|unit|granularity|interval|period|include|fields|expand|view|lang|locale|version|output|currency|timezone|resolution|bucket|frequency/i;

/** The value of a parameter that the document decides: a default, the only value, or a version. */
export function fixedValue(parameter: ApiParameter): string | number | boolean | undefined {
  const given = givenValue(parameter);
  if (given !== undefined) return given;
  const [first] = listAt(parameter.schema, "enum").filter(isScalar);
  if (first !== undefined && FORM.test(parameter.name)) return first;
  const isVersion = parameter.in === "header" && /version|revision/i.test(parameter.name);
  return isVersion && isScalar(parameter.example) ? parameter.example : undefined;
}

/** Whether a list is read once for each value of a parameter. */
export function isEnumToSlice({ schema, name, in: place }: ApiParameter): boolean {
  const values = listAt(schema, "enum");
  return (
    place !== "header" &&
    place !== "body" &&
    !FORM.test(name) &&
    values.length > 1 &&
    values.length <= MAX_VALUES &&
    values.every(isScalar)
  );
}

/** Whether a parameter is a question that only a user can ask. */
export function isSearchTerm({ name, schema, in: place }: ApiParameter): boolean {
  const type = typeName(schema);
  if (place === "path") return false;
  if (type === "array" || type === "object" || type === "boolean" || place === "body") return true;
  return (
    /^(q|query|filter|filters|search|term|keyword|keywords|text|expression|where|expr|jql|soql|phrase|ids|latitude|longitude|lat|lng|lon|address)$/.test(
      plainName(name),
    ) ||
    /ids$/i.test(name) ||
    /search|filter|query/i.test(name)
  );
}

const ACCOUNT =
  /^(account|workspace|organi[sz]ation|org|tenant|company|customer_?account|site|shop|store|domain|subdomain|region|instance|environment|realm|owner|business|merchant|enterprise|team|project|app|application|application_name|api_?version|version|locale|language|api_key|namespace|subscription|portal|realm|data_?center|cloud|hub|user)(_?(id|uuid|gid|sid|slug|key|name|code|handle|id_or_slug|identifier))*$/;

/** Whether a parameter names what the whole connector reads: an account, a workspace, a site. */
export function isAccountName(name: string): boolean {
  return ACCOUNT.test(snake(name));
}
