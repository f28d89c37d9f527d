import type { JsonObject } from "@sluice/core";
import { userIds } from "./account-people.js";
import { projectIds } from "./account-projects.js";
import { cycled, DAY, idsFrom, type Links, moment, stampsOf } from "./made-up.js";

interface Field {
  readonly title: string;
  readonly type: "select" | "number" | "text" | "date";
}

const FIELDS: readonly [Field, ...Field[]] = [
  { title: "Region", type: "select" },
  { title: "Seats", type: "number" },
  { title: "Wartungsfenster", type: "text" },
  { title: "Contract signed", type: "date" },
];

const OPTIONS = ["EMEA", "APAC", "Nord- & Südamerika"];

export const fieldIds = idsFrom(21, FIELDS.length);
export const optionIds = idsFrom(31, OPTIONS.length);

export function customFieldsOf({ to, list }: Links): readonly JsonObject[] {
  return FIELDS.map(({ title, type }, index) => {
    const id = fieldIds[index] ?? 0;
    return {
      id,
      _self: to("custom_fields", id),
      title,
      description: index === 0 ? null : `Zum Feld ${title}`,
      visibility: "internal",
      type,
      required: index === 1,
      multiselect: false,
      number_scale: type === "number" ? 2 : null,
      number_display: type === "number" ? "decimal" : null,
      options: type === "select" ? list("custom_field_options", "field", id) : null,
      is_date_reference: type === "date",
      order: index + 1,
      created_by: index === 0 ? null : to("users", userIds[0]),
      ...stampsOf(index * DAY, `field ${id}`),
    };
  });
}

export function customFieldOptionsOf({ to }: Links): readonly JsonObject[] {
  return OPTIONS.map((value, index) => {
    const id = optionIds[index] ?? 0;
    return {
      id,
      _self: to("custom_field_options", id),
      field: to("custom_fields", fieldIds[0] ?? 0),
      value,
      default: index === 0,
      archived: index === 2,
      created_by: index === 1 ? to("users", userIds[0]) : null,
      ...stampsOf(index * DAY, `option ${id}`),
    };
  });
}

/** Each field of each project: just one of the four places for a value is filled. */
export function customFieldValuesOf({ to }: Links): readonly JsonObject[] {
  return idsFrom(41, projectIds.length * FIELDS.length).map((id, index) => {
    const field = cycled(FIELDS, index);
    const fieldId = fieldIds[index % FIELDS.length] ?? 0;
    const option = index % OPTIONS.length;
    const optionId = optionIds[option] ?? 0;
    return {
      id,
      _self: to("custom_field_values", id),
      project: to("projects", projectIds[Math.floor(index / FIELDS.length)] ?? 0),
      field: { id: fieldId, _self: to("custom_fields", fieldId), ...field },
      value_numeric: field.type === "number" ? 12.5 * index : null,
      value_text: field.type === "text" ? "So 02:00–04:00" : null,
      value_date: field.type === "date" ? moment(index * DAY).slice(0, 10) : null,
      selected_option:
        field.type === "select"
          ? {
              id: optionId,
              _self: to("custom_field_options", optionId),
              value: OPTIONS[option] ?? "",
              default: option === 0,
            }
          : null,
      ...stampsOf(index * DAY, `value ${id}`),
    };
  });
}
