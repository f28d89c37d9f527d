import { Expression } from "../../design/expression.js";
import {
  type Component,
  classOf,
  componentAt,
  componentsAt,
  isTrueAt,
  parametersOf,
  textAt,
  textOf,
  textsAt,
  typeOf,
} from "../document/component.js";
import { pythonLiteral } from "../jinja/index.js";
import { plain, recordRoots, type Scene } from "../scene.js";
import { code, isTemplate, literal, type Place } from "../templates.js";

/** A step of `map`: the record after it, from `mapped`. */
type Step = Expression;

/** The statements of `map` for a stream's transformations; undefined if there are none. */
export function mapOf(
  transformations: readonly Component[],
  last: readonly Step[],
  scene: Scene,
): Expression | undefined {
  const steps = [...transformations.flatMap((one) => stepsOf(one, scene)), ...last];
  const [only, ...others] = steps;
  if (only === undefined) return undefined;
  if (others.length === 0) return code`return ${renamed(only)};`;
  const [final = only, ...before] = [...steps].reverse();
  const assigned = before
    .reverse()
    .map((step, index) => (index === 0 ? code`let mapped: JsonObject = ${renamed(step)};` : code`mapped = ${step};`));
  const statements = assigned.reduce((one, other) => code`${one}\n${other}`);
  return withJson(code`${statements}\nreturn ${final};`);
}

function withJson(expression: Expression): Expression {
  return new Expression(expression.code, {
    imports: [...expression.imports, "JsonObject"],
    helpers: expression.helpers,
  });
}

/** The first step begins with the record itself. */
function renamed(step: Step): Step {
  return new Expression(step.code.replaceAll(/(?<![\w$]|(?<!\.\.)\.)mapped\b/g, "record"), step);
}

function stepsOf(transformation: Component, scene: Scene): readonly Step[] {
  switch (typeOf(transformation)) {
    case "AddFields":
      return addSteps(transformation, scene);
    case "RemoveFields":
      return removeSteps(transformation, scene);
    case "KeysToLower":
      return [helper("keysToLower(mapped)")];
    case "KeysToSnakeCase":
      return [helper("keysToSnakeCase(mapped)")];
    case "FlattenFields":
      return [helper(`flattened(mapped, ${flag(transformation, "flatten_lists", true)})`)];
    case "DpathFlattenFields":
      return [flattenStep(transformation)];
    case "KeysReplace":
      return replaceSteps(transformation, scene);
    default: {
      const todo = `Write map(): the manifest calls ${classOf(transformation)}.`;
      scene.templates.problem(todo);
      return [new Expression(`unwritten(${JSON.stringify(todo)})`, { helpers: ["unwritten"] })];
    }
  }
}

function helper(call: string): Step {
  return new Expression(call, { helpers: ["record-fields"] });
}

function flag(component: Component, name: string, usual: boolean): string {
  return String(name in component ? isTrueAt(component, name) : usual);
}

function placeOf(component: Component, what: string, scene: Scene): Place {
  return { what, parameters: parametersOf(component), roots: recordRoots(scene, "mapped") };
}

function addSteps(transformation: Component, scene: Scene): readonly Step[] {
  const condition = textAt(transformation, "condition") ?? "";
  const fields = componentsAt(transformation, "fields").flatMap((field) => {
    const value = addedValue(field, scene);
    return value === undefined ? [] : [{ path: textsAt(field, "path"), value }];
  });
  const names = fields.map(({ path }) => path[0] ?? "");
  // A later field may be made of an earlier one.
  const isIndependent = fields.every(
    ({ value }, index) => !names.slice(0, index).some((name) => value.code.includes(name)),
  );
  const isFlat = fields.every(({ path }) => path.length === 1 && !isTemplate(path[0] ?? ""));
  const steps =
    isFlat && isIndependent
      ? [
          code`{ ...mapped, ${fields.map(({ path, value }) => code`${JSON.stringify(path[0])}: ${value}`).reduce(joined, new Expression(""))} }`,
        ]
      : fields.map(({ path, value }) =>
          withHelper(code`withField(mapped, ${pathCode(path, transformation, scene)}, ${value})`),
        );
  return fields.length === 0 ? [] : conditional(steps, condition, transformation, scene);
}

function joined(one: Expression, other: Expression): Expression {
  return one.code === "" ? other : code`${one}, ${other}`;
}

function withHelper(expression: Expression): Step {
  return new Expression(expression.code, {
    imports: expression.imports,
    helpers: [...expression.helpers, "record-fields"],
  });
}

function pathCode(path: readonly string[], component: Component, scene: Scene): Expression {
  const names = path.map((name) => {
    if (!isTemplate(name)) return new Expression(JSON.stringify(name));
    const text = scene.templates.expression(name, { ...placeOf(component, "The name of a field", scene), as: "text" });
    return text instanceof Expression ? text : new Expression(JSON.stringify(text ?? name));
  });
  return code`[${names.reduce(joined, new Expression(""))}]`;
}

/** The value of an added field, as Python's rules make it from the template's text. */
function addedValue(field: Component, scene: Scene): Expression | undefined {
  const given = field["value"];
  const text = textOf(given);
  if (text === undefined) return given === undefined || given === null ? undefined : literal(given as never);
  const type = textAt(field, "value_type");
  const what = `The field ${textsAt(field, "path").join(".")}`;
  if (!isTemplate(text)) return new Expression(JSON.stringify(type === "string" ? text : pythonLiteral(text)));
  const as = type === "string" ? ("text" as const) : ("value" as const);
  const value = scene.templates.expression(plain(text, scene), { ...placeOf(field, what, scene), as });
  if (value === undefined) return undefined;
  return value instanceof Expression
    ? value
    : new Expression(JSON.stringify(as === "text" ? value : pythonLiteral(value)));
}

function conditional(steps: readonly Step[], condition: string, component: Component, scene: Scene): readonly Step[] {
  if (condition === "") return steps;
  const template = isTemplate(condition) ? condition : `{{ ${condition} }}`;
  const holds = scene.templates.condition(
    plain(template, scene),
    placeOf(component, "The condition of a field", scene),
  );
  return holds === undefined ? [] : steps.map((step) => code`(${holds}) ? ${step} : mapped`);
}

function removeSteps(transformation: Component, scene: Scene): readonly Step[] {
  const condition = textAt(transformation, "condition") ?? "";
  const value = transformation["field_pointers"];
  const pointers = (Array.isArray(value) ? value : []).map((pointer) =>
    (Array.isArray(pointer) ? pointer : [pointer]).map(String),
  );
  if (pointers.length === 0) return [];
  const paths = new Expression(JSON.stringify(pointers));
  if (condition === "") return [withHelper(code`withoutFields(mapped, ${paths})`)];
  const holds = scene.templates.condition(isTemplate(condition) ? condition : `{{ ${condition} }}`, {
    what: "The condition of a field",
    parameters: parametersOf(transformation),
    roots: { property: { code: "property", type: "unknown" } },
  });
  return holds === undefined ? [] : [withHelper(code`withoutFields(mapped, ${paths}, (property) => ${holds})`)];
}

function flattenStep(transformation: Component): Step {
  const path = JSON.stringify(textsAt(transformation, "field_path"));
  const options = [
    ...(isTrueAt(transformation, "delete_origin_value") ? ["deletesOrigin: true"] : []),
    ...(isTrueAt(transformation, "replace_record") ? ["replacesRecord: true"] : []),
    ...["prefix", "suffix"].flatMap((name) => {
      const text = textAt(componentAt(transformation, "key_transformation") ?? {}, name);
      return text === undefined ? [] : [`${name}: ${JSON.stringify(text)}`];
    }),
  ];
  return helper(`flattenedAt(mapped, ${path}${options.length === 0 ? "" : `, { ${options.join(", ")} }`})`);
}

function replaceSteps(transformation: Component, scene: Scene): readonly Step[] {
  const [old, fresh] = ["old", "new"].map((name) => {
    const text = scene.templates.expression(textAt(transformation, name) ?? "", {
      ...placeOf(transformation, "A part of a key", scene),
      as: "text",
    });
    return text instanceof Expression ? text : new Expression(JSON.stringify(text ?? ""));
  });
  return [withHelper(code`keysReplaced(mapped, ${old ?? ""}, ${fresh ?? ""})`)];
}
