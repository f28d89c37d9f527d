import type { SlicingDesign } from "../design/design.js";
import { Expression, type Value } from "../design/expression.js";
import type { SettingDesign } from "../design/schema.js";
import type { ListDraft } from "./draft.js";
import type { Drafts } from "./drafts.js";
import { listAt } from "./node.js";
import type { ApiParameter } from "./operations.js";
import { freeName, type ParentLink, Parents, specificName } from "./parents.js";
import { parametersIn } from "./path.js";
import { fixedValue, isAccountName, isEnumToSlice, isSearchTerm } from "./requirements.js";
import type { Resolution } from "./resolution.js";
import { settingOf, settingValue, titleOf } from "./settings.js";

/** Finds a parent or a setting for each parameter that a list cannot do without. */
export class Resolver {
  readonly #parents: Parents;
  readonly #known = new Map<ListDraft, Resolution | { readonly reason: string }>();
  readonly #usage = new Map<string, number>();

  constructor(lists: Drafts) {
    const { drafts } = lists;
    this.#parents = new Parents(lists, (draft) => this.resolve(draft));
    for (const name of drafts.flatMap((draft) => required(draft).map((parameter) => parameter.name))) {
      this.#usage.set(name, (this.#usage.get(name) ?? 0) + 1);
    }
  }

  /** Where a list's parameters come from, or why one of them has no source. */
  resolve(draft: ListDraft): Resolution | { readonly reason: string } {
    const known = this.#known.get(draft);
    if (known !== undefined) return known;
    this.#known.set(draft, { reason: "its parameters lead back to itself" });
    const resolution = this.#resolution(draft);
    this.#known.set(draft, resolution);
    return resolution;
  }

  #resolution(draft: ListDraft): Resolution | { readonly reason: string } {
    const all = required(draft);
    const link = this.#parents.of(draft, all);
    const sources = all.map((parameter): Source | { readonly reason: string } => {
      const as = link?.names[parameter.name];
      return as === undefined
        ? this.#source(parameter, draft)
        : { parameter, value: new Expression(`slice.${as}`), as };
    });
    const failed = sources.find((source) => "reason" in source);
    if (failed !== undefined) return failed;
    const good = sources.filter((source) => "value" in source);
    const slicings = [...slicingOf(link), ...good.flatMap(({ slicing }) => slicing ?? [])];
    const [first, ...more] = slicings;
    const slicing = more.length > 0 ? { kind: "product" as const, of: slicings } : first;
    return {
      values: new Map(good.map(({ parameter, value }) => [parameter, value] as const)),
      ...(slicing !== undefined && { slicing }),
      ...(link !== undefined && { parent: link.parent }),
      types: Object.fromEntries(
        good.flatMap(({ as, parameter, setting }) =>
          as === undefined ? [] : [[as, this.#typeOf(parameter, link, setting)]],
        ),
      ),
      added: [...new Set(good.flatMap(({ as }) => as ?? []))],
      settings: good.flatMap(({ setting }) => setting ?? []),
      remarks: [
        ...(link?.isPartial === true
          ? [`It is read for the records of ${link.parent.name}: check that these are all.`]
          : []),
        ...good.flatMap(({ remark }) => remark ?? []),
      ],
    };
  }

  /** The type of a slice value: that of the parent's field, or that of the setting. */
  #typeOf(
    { name }: ApiParameter,
    link: ParentLink | undefined,
    setting: SettingDesign | undefined,
  ): "integer" | "string" {
    const field = link?.values[name];
    if (link === undefined || field === undefined) {
      return setting?.type.is === "array" && setting.type.of.is === "integer" ? "integer" : "string";
    }
    const ofParent = this.resolve(link.parent);
    const inherited = "reason" in ofParent ? undefined : ofParent.types[field];
    return (
      inherited ??
      (link.parent.fields.some((other) => other.name === field && other.type.is === "integer") ? "integer" : "string")
    );
  }

  #source(parameter: ApiParameter, draft: ListDraft): Source | { readonly reason: string } {
    const fixed = fixedValue(parameter);
    if (fixed !== undefined) return { parameter, value: fixed };
    if (isEnumToSlice(parameter)) return sliced(parameter, draft, listAt(parameter.schema, "enum").map(String));
    if (isSearchTerm(parameter))
      return { reason: `it needs the parameter "${parameter.name}", whose values the document does not say` };
    const named = { ...parameter, name: specificName(parameter, draft.operation.path) };
    const setting = settingOf(named, draft.name);
    const isShared = (this.#usage.get(parameter.name) ?? 0) >= 5 && named.name === parameter.name;
    const isTime = setting.type.is === "string" && setting.type.format !== undefined;
    if (isAccountName(parameter.name) || isTime || (isShared && setting.type.is === "string")) {
      return { parameter, value: settingValue(setting.name), setting, remark: `It needs the setting ${setting.name}.` };
    }
    return parameter.in === "body"
      ? { reason: `it needs "${parameter.name}" in its body` }
      : listSetting(parameter, setting, draft);
  }
}

interface Source {
  readonly parameter: ApiParameter;
  readonly value: Value;
  /** The slice value that it is. */
  readonly as?: string;
  readonly slicing?: SlicingDesign;
  readonly setting?: SettingDesign;
  readonly remark?: string;
}

/** The parameters that a request must have other than those of paging and credentials. */
function required({ operation, pagingParameters, query }: ListDraft): readonly ApiParameter[] {
  const inPath = parametersIn(operation.path);
  const ofPath = inPath.map((name): ApiParameter => {
    const declared = operation.parameters.find((parameter) => parameter.name === name && parameter.in === "path");
    return declared ?? { name, in: "path", isRequired: true, schema: {}, description: "" };
  });
  const isCredential = ({ name, in: place }: ApiParameter) =>
    place === "header" && /^(authorization|accept|content-type|accept-.*|user-agent)$/i.test(name);
  const others = operation.parameters.filter(
    (parameter) =>
      parameter.in !== "path" &&
      parameter.isRequired &&
      !isCredential(parameter) &&
      !pagingParameters.some((name) => name === parameter.name || name.startsWith(`${parameter.name}.`)) &&
      !Object.hasOwn(query, parameter.name),
  );
  return [...ofPath, ...others];
}

function slicingOf(link: ParentLink | undefined): readonly SlicingDesign[] {
  if (link === undefined) return [];
  const values = Object.entries(link.values).map(([parameter, field]) => [link.names[parameter], field] as const);
  return [{ kind: "parent", stream: link.parent.name, values: Object.fromEntries(values) }];
}

function sliced(
  parameter: ApiParameter,
  draft: ListDraft,
  values: readonly string[] | Expression,
): Source & { readonly as: string } {
  const as = freeName(specificName(parameter, draft.operation.path), draft);
  return { parameter, value: new Expression(`slice.${as}`), as, slicing: { kind: "list", as, values } };
}

/** A setting with several values, each of which is read; a stream fails if it is not given. */
function listSetting(parameter: ApiParameter, { name, description, type }: SettingDesign, draft: ListDraft): Source {
  const plural = `${name.replace(/s$/, "")}s`;
  const setting: SettingDesign = {
    name: plural,
    title: titleOf(plural),
    description: `${description} One or more; the stream ${draft.name} is read for each of them.`,
    type: { is: "array", of: type.is === "integer" ? { is: "integer" } : { is: "string" } },
    isOptional: true,
  };
  const values = new Expression(`neededValues(config.${plural}, "${plural}")`, { helpers: ["needed-values"] });
  const remark = `It needs the setting ${plural}, because no list yields "${parameter.name}".`;
  return { ...sliced(parameter, draft, values), setting, remark };
}
