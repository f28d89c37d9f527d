import type { JsonValue } from "@sluice/core/json";
import type { Field, Option } from "./field.js";

/** Who says what is not on the command line. */
export interface Answers {
  /** Which of the optional fields are filled in. @param group what they are settings of. @param likely those that are wanted most. */
  chosen(group: Field, optional: readonly Field[], likely: readonly Field[]): Promise<readonly Field[]>;
  option(field: Field, options: readonly Option[]): Promise<Option | undefined>;
  /** The name of the variable that holds a secret. */
  variable(field: Field, proposed: string): Promise<string>;
  /** @returns undefined to leave it out. */
  value(field: Field): Promise<JsonValue | undefined>;
}

/** Takes what is likely, where nobody can be asked. */
export class DefaultAnswers implements Answers {
  /** What is needed and nobody said. */
  readonly missing: Field[] = [];

  async chosen(_group: Field, _optional: readonly Field[], likely: readonly Field[]): Promise<readonly Field[]> {
    return likely;
  }

  async option(_field: Field, options: readonly Option[]): Promise<Option | undefined> {
    return options[0];
  }

  async variable(_field: Field, proposed: string): Promise<string> {
    return proposed;
  }

  async value(field: Field): Promise<JsonValue | undefined> {
    if (field.default === undefined && field.isRequired) this.missing.push(field);
    return field.default;
  }
}
