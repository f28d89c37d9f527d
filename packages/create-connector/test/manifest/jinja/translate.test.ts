import { expect, test } from "@jest/globals";
import { Expression } from "../../../src/design/expression.js";
import { booleanOf, templateOf, translate, UnsupportedExpression } from "../../../src/manifest/jinja/index.js";
import { evaluated, SCOPE } from "./evaluate.js";

const PLACES = {
  config: { start: "2026-02-03", key: "k", sandbox: true, days: 7, ids: ["a", "b"] },
  record: {
    id: 5,
    code: "007",
    long: "12345678901234567890",
    none: "None",
    gone: null,
    empty: "",
    rate: "12.5%",
    list: [
      { id: "x", kind: "a" },
      { id: "y", kind: "b" },
    ],
    nested: { a: { b: "deep" } },
    quoted: "it's",
    flag: false,
    when: "2026-03-04T05:06:07.089+02:00",
  },
  response: { next: "https://api.example/items?page=3&size=2", more: false, page: 2, pages: 2 },
  headers: {},
  slice: { id: "12" },
  lastPageSize: 10,
};

/** What a template comes to; the expected values are those of airbyte-cdk 7.39. */
async function resultOf(template: string, as: "value" | "json" | "query" | "text" = "value"): Promise<unknown> {
  const found = translate(template, { ...SCOPE, as });
  return found instanceof Expression ? evaluated(found, PLACES) : found;
}

test.each<[template: string, code: string]>([
  ["{{ config['start'] }}", "config.start"],
  ["Bearer {{ config.key }}", "`Bearer \u0024{config.key}`"],
  ["{{ config['credentials']['token'] }}", 'config.credentials?.token ?? ""'],
  ["{{ config.get('end', '2026-01-01') }}", 'config.end ?? "2026-01-01"'],
  ["{{ now_utc().strftime('%Y-%m-%d') }}", "new Date().toISOString().slice(0, 10)"],
  ["{{ 'eu' if config.sandbox else 'us' }}", 'config.sandbox ? "eu" : "us"'],
  ["{{ config.key.split('-')[0] | upper }}", 'text(at(config.key.split("-"), 0)).toUpperCase()'],
  [
    "{% if config.sandbox %}a{% elif config.days > 3 %}b{% endif %}",
    'config.sandbox ? "a" : config.days > 3 ? "b" : ""',
  ],
])("writes %s as readable code", (template, code) => {
  expect(translate(template, { ...SCOPE, as: "text" })).toMatchObject({ code });
});

test.each<[template: string, value: unknown]>([
  ["{{ record.id }}", 5],
  ["{{ record['code'] }}", "007"],
  ["{{ record.long }}", "12345678901234567890"],
  ["{{ record.none }}", null],
  ["{{ record.empty }}", ""],
  ["{{ record.absent }}", ""],
  ["{{ record.get('absent') }}", null],
  ["{{ record.get('absent', {}) }}", {}],
  ["{{ record.get('gone', 1) }}", null],
  ["{{ record.nested.a.b }}", "deep"],
  ["{{ record.absent.deeper }}", ""],
  ["{{ record.list[-1]['id'] }}", "y"],
  ["{{ record.id }}0", 50],
  ["[{{ record.id }}, 2]", [5, 2]],
  ["{'a': {{ record.id }}}", { a: 5 }],
  ["{{ record.id + 1 }}", 6],
  ["{{ record.id / 2 }}", 2.5],
  ["{{ record.id * 2 - 1 }}", 9],
  ["{{ record.id // 2 }}", 2],
  ["{{ -record.id % 3 }}", 1],
  ["{{ 'a' ~ record.id ~ none }}", "a5None"],
  ["{{ 'n-' + record.code }}", "n-007"],
  ["{{ record.gone or 'None' }}", null],
  ["{{ record.flag }}", false],
  ["{{ record.quoted }}!", "it's!"],
  ["{{ [record.id, record.quoted] }}", [5, "it's"]],
  ["{{ [record.quoted] | string }}", '["it\'s"]'],
  ["{{ record.rate | replace('%', '') | float }}", 12.5],
  ["{{ record.code | int }}", 7],
  ["{{ record.rate | int(3) }}", 3],
  ["{{ 2.5 | round | int }}", 2],
  ["{{ record.list | map(attribute='id') | list }}", ["x", "y"]],
  ["{{ record.list | selectattr('kind', 'equalto', 'b') | map(attribute='id') | first | default(0) }}", "y"],
  ["{{ record.list | selectattr('kind', 'equalto', 'c') | map(attribute='id') | first | default(0) }}", 0],
  ["{{ record.list | length }}", 2],
  ["{{ (record.list | last).id }}", "y"],
  ["{{ config.ids | join(',') }}", "a,b"],
  ["{{ record.code | hash('sha256', 's') }}", "1132f8f5146c07013ac8fcef364531b7834eb90c7de959fdee9ce832603d4637"],
  ["{{ 'a:b' | base64encode }}", "YTpi"],
  ["{{ 'YTpi' | base64decode }}", "a:b"],
  ["{{ 'm' | hmac('k') }}", "b60090e3052297aeb5a080889ce2fc4bca957e756faeb4df7d31800ca1e771ec"],
  ["{{ response.next | regex_search('page=(\\d+)') }}", 3],
  ["{{ response.next.split('?')[1] | urlencode }}", "page%3D3%26size%3D2"],
  ["{{ sanitize_url('a b/c') }}", "a+b%2Fc"],
  ["{{ camel_case_to_snake_case('camelCaseName') }}", "camel_case_name"],
  ["{{ {'b': record.id, 'a': '<'} | tojson }}", { a: "<", b: 5 }],
  ["{{ 'the title' | title }}", "The Title"],
  ["{{ ' x ' | trim }}", "x"],
  ["{{ record.code[:2] }}", 0],
  ["{{ record.code[-1:] ~ 'x' }}", "7x"],
  ["{{ max(record.id, 7) }}", 7],
  ["{{ min(config.start, '2026-01-01') }}", "2026-01-01"],
  ["{{ '%03d' % config.days ~ '!' }}", "007!"],
  ["{{ '{}-{}'.format(record.id, 'x') }}", "5-x"],
  ["{{ 'a' in ['a', 'b'] and 'c' not in 'ab' }}", true],
  ["{{ record.gone is none and record.absent is not defined }}", true],
  ["{{ record.nested is mapping and record.code is string }}", true],
  ["{{ 1 < config.days <= 7 }}", true],
  ["{% set v = record.rate %}\n{{ v | replace('%', '') | float if v is not none else None }}\n", 12.5],
  ["{% set ids = [] %}{% for one in record.list %}{% set _ = ids.append(one.id) %}{% endfor %}{{ ids }}", ["x", "y"]],
  ["[{% for one in record.list %}'{{ one.id }}'{% if not loop.last %},{% endif %}{% endfor %}]", ["x", "y"]],
  ["{% set n = 1 %}{% if record.id > 3 %}{% set n = 2 %}{% endif %}{{ n }}", 2],
  ["{% raw %}{{ x }}{% endraw %}", "{{ x }}"],
  ["{{ parameters.name }}/{{ parameters['limit'] }}", "orders/50"],
  ["{{ parameters.limit }}", 50],
  ["{{ format_datetime(record.when, '%Y-%m-%d %H:%M:%S') }}", "2026-03-04 03:06:07"],
  ["{{ format_datetime(record.when, '%ms') }}", 1772593567089],
  ["{{ format_datetime(record.when, '%s') }}", 1772593567],
  ["{{ format_datetime(record.when, '%H.%_msZ') }}", "03.089Z"],
  ["{{ format_datetime(record.when, '%epoch_microseconds') }}", 1772593567089000],
  ["{{ format_datetime(1772593567, '%Y%m%d') }}", 20260304],
  ["{{ format_datetime('04/03/2026', '%Y-%m-%d', '%d/%m/%Y') }}", "2026-03-04"],
  ["{{ format_datetime(config.start, '%Y-%m-%dT%H:%M:%SZ') }}", "2026-02-03T00:00:00Z"],
  ["{{ timestamp(config.start) }}", 1770076800],
  ["{{ timestamp('2026-02-03T00:00:00Z') | int }}", 1770076800],
  ["{{ (str_to_datetime('2026-03-31') - duration('P1M')).strftime('%Y-%m-%d') }}", "2026-02-28"],
  ["{{ (str_to_datetime(config.start) + duration('P1DT2H')).isoformat() }}", "2026-02-04T02:00:00+00:00"],
  ["{{ str_to_datetime(record.when).isoformat('T', 'milliseconds') }}", "2026-03-04T03:06:07.089+00:00"],
  ["{{ str_to_datetime(config.start).strftime('%A %j %U %V') }}", "Tuesday 034 05 06"],
])("evaluates %s as the CDK does", async (template, value) => {
  expect(await resultOf(template)).toEqual(value);
});

test.each<[template: string, value: unknown]>([
  ["{{ stream_partition.id }}", 12],
  ["{{ record.empty }}", null],
  ["{{ record.absent }}", null],
  ["12", 12],
  ["None", null],
  ["1,2", [1, 2]],
  ["01", "01"],
  ["plain", "plain"],
])("makes %s a value of a JSON body", async (template, value) => {
  expect(await resultOf(template, "json")).toEqual(value);
});

test.each<[template: string, value: unknown]>([
  ["{{ stream_partition.id }}", "12"],
  ["{{ config.sandbox }}", "True"],
  ["{{ config.ids }}", ["a", "b"]],
  ["{{ record.id | float }}", "5.0"],
  ["{{ record.nested }}", "{'a': {'b': 'deep'}}"],
  ["{{ record.gone }}", undefined],
  ["{{ record.empty }}", undefined],
  ["1e3", "1e3"],
  ["[1, 'b']", [1, "b"]],
  ["'{{ record.code }}'", "007"],
])("makes %s a parameter of a query", async (template, value) => {
  expect(await resultOf(template, "query")).toEqual(value);
});

test.each<[condition: string, holds: boolean]>([
  ["{{ record.flag }}", false],
  ["{{ record.code }}", true],
  ["{{ record.empty or record.nested }}", true],
  ["{{ not record.list }}", false],
  ["{{ record.id > 3 and record.code == '007' }}", true],
  ["{{ record.absent.deeper == 'x' }}", false],
  ["{{ '0' }}", false],
  ["{{ 'false' }}", false],
  ["{{ [] }}", false],
  ["{{ record.when >= config.start }}", true],
  ["{% if record.id == 5 %}True{% endif %}", true],
  ["True", true],
  ["False", false],
])("takes the condition %s for what the CDK does", async (condition, holds) => {
  expect(await evaluated(booleanOf(condition, SCOPE), PLACES)).toBe(holds);
});

test("keeps the parts of a path, with the raw value of a slice", () => {
  const parts = templateOf("v1/{{ parameters.name }}/{{ stream_partition.id }}/x", { ...SCOPE, as: "path" });

  expect(parts).toMatchObject(["v1/orders/", { code: "slice.id", helpers: [] }, "/x"]);
});

test("names the construct and the template of what has no translation", () => {
  expect(() => translate("{{ secrets.x }}", SCOPE)).toThrow(
    new UnsupportedExpression("the name secrets", "{{ secrets.x }}"),
  );
  expect(() => translate("{{ record.x | shuffle }}", SCOPE)).toThrow(/^the filter shuffle, in the template/);
  expect(() => translate("{{ record.x) }}", SCOPE)).toThrow(/^invalid syntax/);
  expect(() => booleanOf("{{ record.items }}", SCOPE)).toThrow(/^the method \.items without a call/);
});

test("reads the current day and time at each use", async () => {
  const before = Date.now();
  const found = await resultOf("{{ day_delta(-1, format='%ms') }}");
  const today = await resultOf("{{ today_utc() }}");

  expect(Number(found)).toBeGreaterThanOrEqual(before - 86_400_000);
  expect([new Date(before), new Date()].map((time) => time.toISOString().slice(0, 10))).toContain(today);
});

test("fails for a text that is not a time with a sentence that says so", async () => {
  await expect(resultOf("{{ format_datetime('soon', '%Y') }}")).rejects.toThrow('"soon" is not a time.');
});
