import { expect, test } from "@jest/globals";
import { conditionOf, dateOf, pathOf } from "../../../src/manifest/jinja/index.js";

test.each<[template: string, path: readonly string[], mayBeMissing: boolean]>([
  ["{{ response['links'].next }}", ["links", "next"], false],
  ['{{ response.get("links", {}).get("next") }}', ["links", "next"], true],
  ["{{ response.next | default('') }}", ["next"], true],
  ["{{ response.next or none }}\n", ["next"], true],
  ["{{ response }}", [], false],
])("reads %s as a path", (template, path, mayBeMissing) => {
  expect(pathOf(template)).toEqual({ root: "response", path, mayBeMissing });
});

test("keeps the value that a path has instead of a missing one", () => {
  expect(pathOf("{{ config.get('start', '2026-01-01') }}")).toMatchObject({ path: ["start"], fallback: "2026-01-01" });
});

test.each([
  "next",
  "x{{ response.next }}",
  "{{ response.items[0] }}",
  "{{ response.next | lower }}",
  "{{ response.a + 1 }}",
  "{{ response) }}",
])("does not take %s for a path", (template) => {
  expect(pathOf(template)).toBeUndefined();
});

const AT = { root: "response", path: ["next"] };

test.each<[template: string, condition: object]>([
  ["{{ not response.get('next', {}) }}", { kind: "falsy", ...AT }],
  ["{{ response.next }}", { kind: "truthy", ...AT }],
  ["{{ response.next is none }}", { kind: "missing", ...AT }],
  ["{{ response.next is not defined }}", { kind: "missing", ...AT }],
  ["{{ 'next' not in response }}", { kind: "missing", ...AT }],
  ["{{ 'next' in response }}", { kind: "present", ...AT }],
  ["{{ response.next == '' }}", { kind: "equals", value: "", ...AT }],
  ["{{ response.next is false }}", { kind: "equals", value: false, ...AT }],
  ["{{ not response.next == 'x' }}", { kind: "differs", value: "x", ...AT }],
  ["{{ response.next | length < 100 }}", { kind: "shorter", than: 100, ...AT }],
  ["{{ 100 > response.next | length }}", { kind: "shorter", than: 100, ...AT }],
  ["{{ last_page_size == 0 }}", { kind: "shorter", than: 1, root: "last_page_size", path: [] }],
  ["{{ response.next >= response.last }}", { kind: "atLeast", ...AT, other: { root: "response", path: ["last"] } }],
  ["{{ response.last <= response.next }}", { kind: "atLeast", ...AT, other: { root: "response", path: ["last"] } }],
  ["{{ True }}", { kind: "always" }],
  ["False", { kind: "never" }],
  ["{{ true if response.next == 1 else false }}", { kind: "equals", value: 1, ...AT }],
  [
    "{{ not (response.next and response.more == true) }}",
    {
      kind: "any",
      of: [
        { kind: "falsy", ...AT },
        { kind: "differs", value: true, root: "response", path: ["more"] },
      ],
    },
  ],
])("recognizes the condition %s", (template, condition) => {
  expect(conditionOf(template)).toEqual(condition);
});

test.each([
  "{{ response.count + 1 > 2 }}",
  "{{ response.next | regex_search('(x)') }}",
  "{{ not response.a > response.b }}",
])("leaves the condition %s to translation", (template) => {
  expect(conditionOf(template)).toBeUndefined();
});

test.each<[template: string, date: object]>([
  ["2026-01-01", { kind: "literal", text: "2026-01-01" }],
  ["{{ config['start'] }}", { kind: "config", path: ["start"] }],
  ["{{ config['start'] }}T00:00:00Z", { kind: "config", path: ["start"] }],
  ["{{ config.get('start', '2020-01-01') }}", { kind: "config", path: ["start"], fallback: "2020-01-01" }],
  ["{{ config.start or '2020-01-01' }}", { kind: "config", path: ["start"], fallback: "2020-01-01" }],
  ["{{ format_datetime(config.start, '%Y-%m-%d') }}", { kind: "config", path: ["start"], format: "%Y-%m-%d" }],
  ["{{ timestamp(config.start) }}", { kind: "config", path: ["start"], format: "%s" }],
  ["{{ now_utc() }}", { kind: "now" }],
  ["{{ now_utc().strftime('%Y') }}", { kind: "now", format: "%Y" }],
  ["{{ (now_utc() - duration('P30D')).strftime('%s') }}", { kind: "now", away: "-P30D", format: "%s" }],
  ["{{ today_utc() + duration('P1D') }}", { kind: "today", away: "P1D" }],
  ["{{ day_delta(-2, format='%Y-%m-%d') }}", { kind: "now", away: "-P2D", format: "%Y-%m-%d" }],
  ["{{ day_delta(0, '%Y') }}", { kind: "now", format: "%Y" }],
])("recognizes the time %s", (template, date) => {
  expect(dateOf(template)).toEqual(date);
});

test.each(["{{ max(config.start, '2020-01-01') }}", "{{ config.start or day_delta(-30) }}", "{{ record.when }}"])(
  "leaves the time %s to translation",
  (template) => {
    expect(dateOf(template)).toBeUndefined();
  },
);
