import { accounts, admins, inlinedAccount } from "./customers.js";
import { cycled, hoursAgo, type Row, stamped, times, uuid } from "./ids.js";

const TYPES = ["string", "textarea", "datetime", "number", "boolean", "select"] as const;
/** What a custom field may belong to, as the parameter `model` names it. */
export const MODELS = ["users", "accounts", "organizations", "customObjects", "tasks", "notes", "projects"] as const;

function customField(kind: string, number: number): Row {
  const type = cycled(TYPES, number);
  return {
    id: uuid(kind, number),
    createdAt: hoursAgo(6_000 + number),
    label: `Feld ${String(number).padStart(3, "0")} & 欄`,
    path: `vitally.custom.field${number}`,
    type,
    options:
      type === "select"
        ? [
            { label: "High", value: "high" },
            { label: "Eins", value: 1 },
          ]
        : [],
  };
}

/** More than any page holds, for this list has no pages. Which model a field is of, its record does not say. */
const customFieldsByLabel: readonly Row[] = times(110, (number) => customField("custom field", number));

export function customFieldsOf(model: string | null): readonly Row[] {
  if (model === null) return customFieldsByLabel;
  return customFieldsByLabel.filter((_, number) => cycled(MODELS, number) === model);
}

export const customObjects: readonly Row[] = times(12, (number) => ({
  ...stamped("custom object", number),
  name: `featureRequest${number}`,
  label: `Feature Request ${number} – Größe`,
  syncActive: number % 2 === 0,
  writeMode: cycled(["writable", "writableByAll", "readonly"], number),
  customFields: [...times(3, (field) => customField(`field of ${number}`, field))],
}));

/** The second object has more instances than a page holds; the last two have none, or none that is archived. */
function instanceCount(number: number): number {
  if (number === 1) return 150;
  return number === 11 ? 0 : 1 + (number % 5);
}

/** Custom object id → its instances, archived ones included. */
export const instances: ReadonlyMap<string, readonly Row[]> = new Map(
  customObjects.map(({ id }, object) => [id, times(instanceCount(object), (number) => instance(id, object, number))]),
);

/** A few lack the id of their object, so that the reader has to know it. */
function instance(customObjectId: string, object: number, number: number): Row {
  const customer = number % 10 === 9 ? null : inlinedAccount(object + 10 * number);
  return {
    ...stamped(`instance of ${object}`, number),
    name: `Bulk export ${number}`,
    externalId: `fr-${object}-${number}`,
    ...(number === 1 ? {} : { customObjectId }),
    createdByVitallyUserId: null,
    ownedByVitallyUserId: cycled(admins, number).id,
    customerId: customer?.id ?? null,
    customer,
    customers: number % 25 === 0 ? [cycled(accounts, number)] : [],
    organizationId: null,
    organization: null,
    traits: { "vitally.custom.priority": "high", "vitally.custom.ünïcode": number },
    archivedAt: number % 4 === 3 ? hoursAgo(number) : null,
  };
}
