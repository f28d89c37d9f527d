import type { Design } from "../design/design.js";
import { type Component, componentAt, componentsAt, numberAt, textAt, typeOf } from "./document/component.js";
import type { JsonValue } from "./document/json.js";
import { durationOf } from "./incremental/durations.js";

/** The limits that a manifest says: of several budgets the strictest one, because core has one for all requests. */
export function limitsOf(manifest: Component): Pick<Design, "limits"> {
  const concurrency = concurrencyOf(componentAt(manifest, "concurrency_level"));
  const requestsPerMinute = budgetOf(componentAt(manifest, "api_budget"));
  if (concurrency === undefined && requestsPerMinute === undefined) return {};
  return { limits: { concurrency: concurrency ?? 4, requestsPerMinute: requestsPerMinute ?? 60 } };
}

function concurrencyOf(level: Component | undefined): number | undefined {
  if (level === undefined) return undefined;
  const given = numberAt(level, "default_concurrency") ?? lastNumber(textAt(level, "default_concurrency"));
  const most = numberAt(level, "max_concurrency") ?? Number.POSITIVE_INFINITY;
  return given === undefined || given < 1 ? undefined : Math.floor(Math.min(given, most));
}

/** The fallback of a template such as `{{ config.get('num_workers', 10) }}`. */
function lastNumber(template: string | undefined): number | undefined {
  const found = /(\d+)\s*\)?\s*\}\}\s*$/.exec(template ?? "");
  return found === null ? undefined : Number(found[1]);
}

function budgetOf(budget: Component | undefined): number | undefined {
  const policies = budget === undefined ? [] : componentsAt(budget, "policies");
  const rates = policies.flatMap((policy) => {
    if (typeOf(policy) === "FixedWindowCallRatePolicy")
      return perMinute(numberAt(policy, "call_limit"), policy["period"]);
    return componentsAt(policy, "rates").flatMap((rate) => perMinute(numberAt(rate, "limit"), rate["interval"]));
  });
  return rates.length === 0 ? undefined : Math.max(1, Math.floor(Math.min(...rates)));
}

function perMinute(count: number | undefined, interval: JsonValue | undefined): readonly number[] {
  const duration = typeof interval === "string" ? durationOf(interval) : undefined;
  if (count === undefined || duration === undefined || duration.amount === 0) return [];
  const minutes = { seconds: 1 / 60, minutes: 1, hours: 60, days: 1440, months: 43_200 }[duration.unit];
  return [count / (duration.amount * minutes)];
}
