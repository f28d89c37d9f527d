import type { JsonValue } from "@sluice/core/json";
import { defaultOption, hasDefault, type SettingField, type SettingOption } from "./field.js";

/** Answers what the command line leaves open. */
export interface Answers {
  /** Which optional fields to fill in. @param group the group that they are in. @param likely those to propose. */
  chosen(
    group: SettingField,
    optional: readonly SettingField[],
    likely: readonly SettingField[],
  ): Promise<readonly SettingField[]>;
  option(field: SettingField, options: readonly SettingOption[]): Promise<SettingOption | undefined>;
  /** The name of the environment variable that holds a secret. */
  variable(field: SettingField, proposed: string): Promise<string>;
  /** @returns undefined to leave it out. */
  value(field: SettingField): Promise<JsonValue | undefined>;
}

/** Uses the defaults of the specification where nobody can be asked. */
export class DefaultAnswers implements Answers {
  /** Required settings without a value. */
  readonly missing: SettingField[] = [];

  async chosen(
    _group: SettingField,
    optional: readonly SettingField[],
    likely: readonly SettingField[],
  ): Promise<readonly SettingField[]> {
    return optional.filter((field) => likely.includes(field) || hasDefault(field));
  }

  async option(_field: SettingField, options: readonly SettingOption[]): Promise<SettingOption | undefined> {
    return defaultOption(options);
  }

  async variable(_field: SettingField, proposed: string): Promise<string> {
    return proposed;
  }

  async value(field: SettingField): Promise<JsonValue | undefined> {
    if (field.default === undefined && field.isRequired) this.missing.push(field);
    return field.default;
  }
}
