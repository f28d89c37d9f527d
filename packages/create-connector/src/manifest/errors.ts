import type { ErrorRuleDesign } from "../design/design.js";
import { Expression } from "../design/expression.js";
import { type Component, classOf, componentsAt, numberAt, textAt, textsAt, typeOf } from "./document/component.js";
import { conditionOf, type TemplateCondition } from "./jinja/index.js";
import type { Scene } from "./scene.js";
import { isTemplate } from "./templates.js";

type Conditions = Omit<ErrorRuleDesign, "action">;
type Action = ErrorRuleDesign["action"];

/** Core retries these by itself. */
const RETRIED = new Set([408, 409, 425, 429, 500, 502, 503, 504]);
/** Core says of these that the user can fix them. */
const CONFIG = new Set([401, 402, 403, 407]);

/** Reads an error handler: the rules that say something else than core's own table. */
export function rulesOf(handler: Component | undefined, scene: Scene): readonly ErrorRuleDesign[] {
  if (handler === undefined) return [];
  if (typeOf(handler) === "CompositeErrorHandler")
    return withoutTwins(componentsAt(handler, "error_handlers").flatMap((one) => rulesOf(one, scene)));
  if (typeOf(handler) !== "DefaultErrorHandler") {
    scene.templates.problem(
      `Errors are judged as by default: the manifest calls ${classOf(handler)}; write its rules in "errors".`,
    );
    return [];
  }
  const backoff = componentsAt(handler, "backoff_strategies");
  const waitMs = constantWait(backoff);
  const rules = componentsAt(handler, "response_filters").flatMap((filter) => filterRules(filter, waitMs, scene));
  return withoutTwins([...rules, ...waitRules(backoff, scene)]);
}

function withoutTwins(rules: readonly ErrorRuleDesign[]): readonly ErrorRuleDesign[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

function constantWait(backoff: readonly Component[]): number | undefined {
  const constant = backoff.find((one) => typeOf(one) === "ConstantBackoffStrategy");
  const seconds = constant === undefined ? undefined : numberAt(constant, "backoff_time_in_seconds");
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** A wait that a header says, other than those that core reads by itself. */
function waitRules(backoff: readonly Component[], { templates }: Scene): readonly ErrorRuleDesign[] {
  return backoff.flatMap((strategy): readonly ErrorRuleDesign[] => {
    const type = typeOf(strategy);
    if (type === "ConstantBackoffStrategy" || type === "ExponentialBackoffStrategy") return [];
    const header = textAt(strategy, "header") ?? "";
    if (!type.startsWith("Wait") || header === "" || isTemplate(header)) {
      templates.problem(
        `Waits are as by default: the manifest calls ${classOf(strategy)}; write a rule for it in "errors".`,
      );
      return [];
    }
    if (/^retry-after$/i.test(header)) return [];
    const isUntil = type === "WaitUntilTimeFromHeader";
    const pattern = textAt(strategy, "regex");
    const call = `${isUntil ? "waitUntil" : "waitOf"}(${JSON.stringify(header.toLowerCase())}${pattern === undefined ? "" : `, ${JSON.stringify(pattern)}`})`;
    return [{ status: 429, action: { does: "rateLimit", afterMs: new Expression(call, { helpers: ["wait-of"] }) } }];
  });
}

/** The codes, the text and the predicate of a filter are alternatives, so each is a rule. */
function filterRules(filter: Component, waitMs: number | undefined, scene: Scene): readonly ErrorRuleDesign[] {
  const status = textsAt(filter, "http_codes").map(Number).filter(Number.isInteger);
  const contains = textAt(filter, "error_message_contains") ?? "";
  const predicate = textAt(filter, "predicate") ?? "";
  const conditions: Conditions[] = [
    ...(status.length === 0 ? [] : [{ status }]),
    ...(contains === "" || isTemplate(contains) ? [] : [{ body: { pattern: escaped(contains) } }]),
    ...(predicate === "" ? [] : predicateConditions(predicate, scene)),
  ];
  return conditions.flatMap((one) => ruleOf(one, filter, waitMs, scene));
}

function ruleOf(
  conditions: Conditions,
  filter: Component,
  waitMs: number | undefined,
  scene: Scene,
): readonly ErrorRuleDesign[] {
  const codes = conditions.status as readonly number[] | undefined;
  const does = (textAt(filter, "action") ?? "").toUpperCase();
  if (codes !== undefined) {
    const [limited, others] = [codes.filter((code) => code === 429), codes.filter((code) => code !== 429)];
    if (does === "RETRY" && limited.length > 0 && others.length > 0)
      return [limited, others].flatMap((status) => ruleOf({ status }, filter, waitMs, scene));
  }
  const action = actionOf(does, filter, { codes, waitMs }, scene);
  return action === undefined ? [] : [{ ...simplified(conditions), action }];
}

function simplified({ status, ...others }: Conditions): Conditions {
  if (status === undefined) return others;
  const [first, ...more] = [status].flat();
  return { ...others, status: more.length === 0 && first !== undefined ? first : status };
}

interface Judged {
  readonly codes: readonly number[] | undefined;
  readonly waitMs: number | undefined;
}

/** What follows; undefined if core does the same without a rule. */
function actionOf(does: string, filter: Component, { codes, waitMs }: Judged, scene: Scene): Action | undefined {
  const after = waitMs === undefined ? {} : { afterMs: waitMs };
  switch (does) {
    case "RATE_LIMITED":
      return isKnown(codes, [429]) && waitMs === undefined ? undefined : { does: "rateLimit", ...after };
    case "RETRY":
      if (waitMs === undefined && codes?.every((code) => RETRIED.has(code)) === true) return undefined;
      return { does: codes?.every((code) => code === 429) === true ? "rateLimit" : "retry", ...after };
    case "IGNORE":
      return { does: "skip", text: textOf(filter, "The API has no such records."), wholeStream: true };
    case "FAIL":
      return failure(filter, codes);
    case "SUCCESS":
      return codes?.every((code) => code < 400) === true ? undefined : { does: "accept" };
    case "REFRESH_TOKEN_THEN_RETRY":
      if (!isKnown(codes, [401]))
        scene.templates.problem("The token must be renewed for more than a 401: override isRefusal().");
      return undefined;
    default:
      if (does !== "") scene.templates.problem(`Core has no action ${does}: write what it does in the paginator.`);
      return undefined;
  }
}

function isKnown(codes: readonly number[] | undefined, known: readonly number[]): boolean {
  return codes?.every((code) => known.includes(code)) ?? false;
}

function failure(filter: Component, codes: readonly number[] | undefined): Action | undefined {
  const type = textAt(filter, "failure_type");
  const usual = codes?.every((code) => CONFIG.has(code)) === true ? "config" : "system";
  const kind =
    type === "config_error"
      ? "config"
      : type === "transient_error"
        ? "transient"
        : type === "system_error"
          ? "system"
          : usual;
  const message = textAt(filter, "error_message") ?? "";
  const isUsual =
    message === "" && kind === usual && codes?.every((code) => code >= 400 && !RETRIED.has(code)) === true;
  return isUsual
    ? undefined
    : { does: "fail", kind, text: textOf(filter, "The API refused the request. Check the settings.") };
}

/** The words of a filter, without what only the reply says. */
function textOf(filter: Component, instead: string): string {
  const text = (textAt(filter, "error_message") ?? "").replaceAll(/\s+/g, " ").trim();
  return text === "" || isTemplate(text) ? instead : text;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

const CONTAINS = /^\{\{\s*(?:'([^']+)'|"([^"]+)")\s+in\s+(?:response|[\w.]*response[^=<>]*?)\s*\}\}$/;

/** Each alternative of a predicate; a text in the body is looked for in the whole of it. */
function predicateConditions(predicate: string, { templates }: Scene): readonly Conditions[] {
  const found = conditions(conditionOf(predicate));
  if (found !== undefined) return found;
  const contained = CONTAINS.exec(predicate.trim());
  const text = contained?.[1] ?? contained?.[2];
  if (text !== undefined && !/\b(and|or)\b/.test(predicate)) return [{ body: { pattern: escaped(text) } }];
  templates.problem(`An error rule has a condition that core's rules do not have: ${predicate}. Write it in "errors".`);
  return [];
}

function conditions(condition: TemplateCondition | undefined): readonly Conditions[] | undefined {
  if (condition === undefined) return undefined;
  if (condition.kind === "any") {
    const all = condition.of.map(conditions);
    return all.includes(undefined) ? undefined : all.flatMap((one) => one ?? []);
  }
  if (condition.kind === "all") {
    const all = condition.of.map(conditions);
    if (all.some((one) => one?.length !== 1)) return undefined;
    return merged(all.flatMap((one) => one ?? []));
  }
  if (!("path" in condition) || condition.root !== "response" || condition.path.length === 0) return undefined;
  const at = condition.path.join(".");
  if (condition.kind === "equals") return [{ at, is: condition.value }];
  return condition.kind === "truthy" || condition.kind === "present" ? [{ at }] : undefined;
}

/** A rule names values; a path without one must lead to one of those. */
function merged(all: readonly Conditions[]): readonly Conditions[] | undefined {
  const exact = all.filter((one) => one.is !== undefined);
  const isImplied = ({ at = "" }: Conditions) => exact.some((one) => one.at === at || one.at?.startsWith(`${at}.`));
  if (exact.length === 0 || !all.every(isImplied)) return undefined;
  if (exact.length === 1) return exact;
  return [{ values: Object.fromEntries(exact.map(({ at = "", is }) => [at, is as string | number | boolean])) }];
}
