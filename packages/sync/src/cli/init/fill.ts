import type { JsonObject, JsonValue } from "@sluice/core/json";
import type { Environment } from "../../project/environment.js";
import { UsageError } from "../command.js";
import type { Answers } from "./answers.js";
import { dotted, type SettingField, type SettingOption } from "./field.js";
import type { GivenSettings } from "./settings.js";
import { isReference, UnfitValue, valueIn } from "./value.js";
import { proposedName } from "./variable.js";

export interface Filling {
  /** The name of the source; the names of variables begin with it. */
  readonly source: string;
  readonly settings: GivenSettings;
  readonly answers: Answers;
  readonly environment: Environment;
}

/** Fills in a config, field by field: from the command line, else from answers. */
export class Filler {
  readonly #filling: Filling;
  /** The environment variables that hold the secrets. */
  readonly variables: string[] = [];
  /** What is left to be done by hand. */
  readonly notes: string[] = [];

  constructor(filling: Filling) {
    this.#filling = filling;
  }

  /** @throws UsageError if a value on the command line is invalid. */
  async value(field: SettingField): Promise<JsonValue | undefined> {
    const { kind } = field;
    const given = this.#filling.settings.take(field);
    if (kind.is === "one of") return this.#option(field, kind.options, given);
    if (given !== undefined) return this.#given(field, given);
    if (kind.is === "fixed") return kind.value;
    if (kind.is === "group") return this.group(field, kind.fields);
    if (kind.is === "other") return this.#placeholder(field, kind.what);
    if (!field.isSecret) return this.#filling.answers.value(field);
    const { source, answers } = this.#filling;
    return this.#secret(field, await answers.variable(field, proposedName(source, field, this.variables)));
  }

  /** @param fields those of the group, or of the option that was chosen. */
  async group(group: SettingField, fields: readonly SettingField[]): Promise<JsonObject> {
    const { settings, answers } = this.#filling;
    const isTaken = (field: SettingField) =>
      field.isRequired || field.isShown || field.kind.is === "fixed" || settings.isGiven(field);
    const optional = fields.filter((field) => !isTaken(field));
    const askable = optional.filter((field) => field.kind.is !== "other" || field.default !== undefined);
    const chosen = askable.length === 0 ? [] : await answers.chosen(group, askable, this.#likely(fields, askable));
    for (const { kind, ...field } of optional) {
      if (kind.is !== "other" || field.default !== undefined) continue;
      this.notes.push(`Left out ${dotted(field)}, which is ${kind.what}. Add it to the file if you need it.`);
    }
    const config: JsonObject = {};
    for (const field of fields) {
      if (!isTaken(field) && !chosen.includes(field)) continue;
      const value = await this.value(field);
      if (value !== undefined) config[field.path.at(-1) ?? ""] = value;
    }
    return config;
  }

  /**
   * Secrets whose variable is set. If a config requires nothing, as if the API needed no key, the first optional secret.
   */
  #likely(fields: readonly SettingField[], optional: readonly SettingField[]): readonly SettingField[] {
    const { source, environment, settings } = this.#filling;
    const secrets = optional.filter(({ isSecret, kind }) => isSecret && kind.is !== "group" && kind.is !== "one of");
    const set = secrets.filter((field) => environment[proposedName(source, field, [])] !== undefined);
    if (set.length > 0) return set;
    const needsNothing = fields.every(({ isRequired, path }) => !isRequired && path.length === 1);
    const isOneGiven = fields.some((field) => field.isSecret && settings.isGiven(field));
    return needsNothing && !isOneGiven ? secrets.slice(0, 1) : [];
  }

  async #option(
    field: SettingField,
    options: readonly SettingOption[],
    given: string | undefined,
  ): Promise<JsonValue | undefined> {
    if (given?.trimStart().startsWith("{")) return this.#given(field, given);
    const named = given === undefined ? this.#fittingOption(options) : options.find(({ title }) => title === given);
    if (given !== undefined && named === undefined) {
      throw new UsageError(
        `Invalid --set ${dotted(field)}. Write one of ${options.map(({ title }) => title).join(", ")}.`,
      );
    }
    const option = named ?? (await this.#filling.answers.option(field, options));
    return option === undefined ? undefined : this.group(field, option.fields);
  }

  /** The option that has all the given fields; undefined if none is given. */
  #fittingOption(options: readonly SettingOption[]): SettingOption | undefined {
    const { settings } = this.#filling;
    const given = new Set(
      options.flatMap(({ fields }) => fields.filter((field) => settings.isGiven(field)).map(dotted)),
    );
    if (given.size === 0) return undefined;
    return options.find(({ fields }) => {
      const isRight = ({ kind, ...field }: SettingField) => {
        const value = kind.is === "fixed" ? settings.peek(dotted(field)) : undefined;
        return value === undefined || (kind.is === "fixed" && String(kind.value) === value);
      };
      return fields.every(isRight) && [...given].every((name) => fields.some((field) => dotted(field) === name));
    });
  }

  #given(field: SettingField, text: string): JsonValue {
    if (field.isSecret && isReference(text)) return this.#secret(field, text.slice(2, -1));
    try {
      return valueIn(text, field);
    } catch (error) {
      if (error instanceof UnfitValue) throw new UsageError(`Invalid --set ${dotted(field)}. ${error.message}`);
      throw error;
    }
  }

  #placeholder(field: SettingField, what: string): JsonValue {
    if (field.default !== undefined) return field.default;
    this.notes.push(`Fill in ${dotted(field)} (${what}) in the file.`);
    return `TO BE FILLED IN: ${what}`;
  }

  #secret({ kind }: SettingField, variable: string): JsonValue {
    if (!this.variables.includes(variable)) this.variables.push(variable);
    const reference = `\${${variable}}`;
    return kind.is === "list" ? [reference] : reference;
  }
}
