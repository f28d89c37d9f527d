import { Expression, type Template, type Value } from "../design/expression.js";
import type { SettingDesign } from "../design/schema.js";
import { configRoot } from "./config-types.js";
import { isComponent } from "./document/component.js";
import type { JsonObject, JsonValue } from "./document/json.js";
import {
  booleanOf,
  pathOf,
  pythonLiteral,
  type Root,
  type Scope,
  templateOf,
  translate,
  UnsupportedExpression,
} from "./jinja/index.js";
import { rootsWith, type SliceNames } from "./partitions/slice-roots.js";

/** Where a template stands. */
export interface Place {
  /** Begins the reason if the template has no translation, e.g. `The parameter "since"`. */
  readonly what: string;
  readonly parameters?: JsonObject;
  /** Names besides `config`. */
  readonly roots?: Readonly<Record<string, Root>>;
  readonly as?: Scope["as"];
  /** The code of `config`, if not that. */
  readonly config?: string;
}

/** Translates the templates of one stream, or of what all streams share, and collects the reasons why it is not whole. */
export class Templates {
  readonly #settings: readonly SettingDesign[];
  readonly #reasons = new Set<string>();
  #slice: SliceNames | undefined;

  constructor(settings: readonly SettingDesign[]) {
    this.#settings = settings;
  }

  get reasons(): readonly string[] {
    return [...this.#reasons];
  }

  /** Adds a sentence that says what is left to do. */
  problem(reason: string): void {
    this.#reasons.add(reason);
  }

  /** From here on the values of slices are known; undefined if only a run knows them. */
  knowSlice(names: SliceNames | undefined): void {
    this.#slice = names;
  }

  scopeOf({ parameters, roots = {}, as, config = "config" }: Place): Scope {
    return {
      roots: {
        config: configRoot(this.#settings, config),
        ...(this.#slice === undefined ? roots : rootsWith(this.#slice, roots)),
      },
      ...(parameters === undefined ? {} : { parameters }),
      ...(as === undefined ? {} : { as }),
    };
  }

  /** Whether a template is a setting that the specification does not have. */
  isUndeclared(template: string): boolean {
    const path = pathOf(template);
    return path?.root === "config" && this.#settings.every(({ name }) => name !== path.path[0]);
  }

  /** A text with expressions in it; undefined, with a reason, if it has no translation. */
  text(template: string, place: Place): Template | undefined {
    return this.#tried(place, () => templateOf(template, this.scopeOf(place)));
  }

  /** The value of a template; a text if there is no expression in it. */
  expression(template: string, place: Place): Expression | string | undefined {
    return this.#tried(place, () => translate(template, this.scopeOf(place)));
  }

  condition(template: string, place: Place): Expression | undefined {
    return this.#tried(place, () => booleanOf(template, this.scopeOf(place)));
  }

  /** A JSON value whose texts are templates. Python turns the result of each into a value, so `"1"` is a number. A member that is null is left out. */
  value(json: JsonValue, place: Place): Value | undefined {
    if (Array.isArray(json)) return json.flatMap((part: JsonValue) => this.value(part, place) ?? []);
    if (isComponent(json)) {
      const { $parameters: _inherited, ...own } = json;
      const entries = Object.entries(own).flatMap(([name, part]) => {
        const value = this.value(part, place);
        return value === undefined || value === null ? [] : [[name, value] as const];
      });
      return Object.fromEntries(entries);
    }
    if (typeof json !== "string") return json as Value;
    const value = isTemplate(json) ? this.expression(json, { as: "json", ...place }) : json;
    if (value instanceof Expression && value.code === "null") return undefined;
    return typeof value === "string" ? (pythonLiteral(value) ?? undefined) : value;
  }

  #tried<T>({ what }: Place, translated: () => T): T | undefined {
    try {
      return translated();
    } catch (error) {
      if (!(error instanceof UnsupportedExpression)) throw error;
      this.problem(`${what} has to be written by hand: ${error.message}.`);
      return undefined;
    }
  }
}

/** Whether Jinja has something to do in a text. */
export function isTemplate(text: string): boolean {
  return /\{\{|\{%|\{#/.test(text);
}

/** An expression from code whose names are all in scope. */
export function code(strings: TemplateStringsArray, ...parts: readonly (Expression | string)[]): Expression {
  const expressions = parts.filter((part) => part instanceof Expression);
  return new Expression(
    strings.reduce((text, string, index) => text + codeOf(parts[index - 1]) + string),
    {
      imports: [...new Set(expressions.flatMap(({ imports }) => imports))],
      helpers: [...new Set(expressions.flatMap(({ helpers }) => helpers))],
    },
  );
}

function codeOf(part: Expression | string | undefined): string {
  return part instanceof Expression ? part.code : (part ?? "");
}

/** The same expression, which needs more names of core, or helpers. */
export function needing(
  expression: Expression,
  { imports = [], helpers = [] }: Partial<Pick<Expression, "imports" | "helpers">>,
): Expression {
  return new Expression(expression.code, {
    imports: [...new Set([...expression.imports, ...imports])],
    helpers: [...new Set([...expression.helpers, ...helpers])],
  });
}

/** A JSON value with expressions in it, as code. */
export function literal(value: Value | undefined): Expression {
  if (value instanceof Expression) return value;
  if (Array.isArray(value)) return listed("[", value.map(literal), "]");
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value as Readonly<Record<string, Value>>);
    return listed(
      "{ ",
      members.map(([name, part]) => code`${JSON.stringify(name)}: ${literal(part)}`),
      " }",
    );
  }
  return new Expression(JSON.stringify(value) ?? "undefined");
}

function listed(open: string, parts: readonly Expression[], close: string): Expression {
  const joined = parts.reduce<Expression | undefined>(
    (all, part) => (all === undefined ? part : code`${all}, ${part}`),
    undefined,
  );
  return joined === undefined ? new Expression(`${open.trim()}${close.trim()}`) : code`${open}${joined}${close}`;
}

/** A text with expressions in it, as code. */
export function templateLiteral(template: Template): Expression {
  if (typeof template === "string") return new Expression(JSON.stringify(template));
  const parts = template.map((part) =>
    part instanceof Expression ? code`\${${part}}` : new Expression(part.replaceAll(/[\\`]|\$(?=\{)/g, "\\$&")),
  );
  return code`\`${parts.reduce((all, part) => code`${all}${part}`, new Expression(""))}\``;
}

/** Code that fails with what an author has to write. */
export function unwritten(todo: string): Expression {
  return new Expression(`throw new SystemError(${JSON.stringify(todo)})`, { imports: ["SystemError"] });
}
