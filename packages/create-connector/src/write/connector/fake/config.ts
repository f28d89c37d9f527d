import type { Design } from "../../../design/design.js";
import type { SettingDesign, SettingType } from "../../../design/schema.js";
import { TOKEN_URL } from "../auth.js";
import { keyOf, quoted } from "../code-text.js";

/** What the fake's config is made with. */
export interface FakeConfigContext {
  /** The code of the authenticator: an optional setting that it reads is set. */
  readonly authCode: string;
  /** The code of the lists of values that streams are read for: without a setting of these they have no records. */
  readonly slicesCode: string;
  /** Path of a setting → its code, e.g. of a saved token. */
  readonly values: ReadonlyMap<string, string>;
  readonly tokenPath: string | undefined;
  /** Whether times are today's. */
  readonly isToday: boolean;
}

/** A config that reads the fake: an object literal. */
export function fakeConfigCode({ settings }: Design, context: FakeConfigContext): string {
  const token = context.tokenPath === undefined ? [] : [`${TOKEN_URL}: \`\${api.url}${context.tokenPath}\``];
  return `{ ${[...membersOf(settings, context, ""), ...token, "base_url: api.url"].join(", ")} }`;
}

function membersOf(settings: readonly SettingDesign[], context: FakeConfigContext, prefix: string): readonly string[] {
  return settings
    .filter((setting) => setting.name !== TOKEN_URL && isGiven(setting, context))
    .map((setting) => `${keyOf(setting.name)}: ${settingValue(setting, context, `${prefix}${setting.name}`)}`);
}

function isGiven(
  { name, isOptional = false, example }: SettingDesign,
  { authCode, slicesCode, values }: FakeConfigContext,
): boolean {
  if (!isOptional || example !== undefined) return true;
  const isRead = (code: string) => new RegExp(`\\b${name}\\b`).test(code);
  return [...values.keys()].some((path) => path.split(".").at(-1) === name) || isRead(authCode) || isRead(slicesCode);
}

function settingValue(setting: SettingDesign, context: FakeConfigContext, path: string): string {
  const own = context.values.get(path);
  if (own !== undefined) return own;
  const { example, default: usual, isSecret, name, type } = setting;
  if (isSecret === true && type.is === "string" && type.pattern === undefined) return `madeUp(${quoted(name)})`;
  const given = example ?? usual;
  if (given !== undefined) return type.is === "enum" ? `${JSON.stringify(given)} as const` : JSON.stringify(given);
  return sampleOf(type, context, path);
}

function sampleOf(type: SettingType, context: FakeConfigContext, path: string): string {
  switch (type.is) {
    case "string":
      return stringSample(type, context, path);
    case "integer":
    case "number":
      return String(type.minimum ?? Math.min(type.maximum ?? 1, 1));
    case "boolean":
      return "false";
    case "enum":
      return `${quoted(type.values[0])} as const`;
    case "array":
      return `[${sampleOf(type.of, context, path)}]`;
    case "object":
      return `{ ${membersOf(type.settings, context, `${path}.`).join(", ")} }`;
    case "choice": {
      const [form] = type.forms;
      const others = form?.settings.filter(({ name }) => name !== type.by) ?? [];
      const by = `${keyOf(type.by)}: ${quoted(form?.value ?? "")} as const`;
      return `{ ${[by, ...membersOf(others, context, `${path}.`)].join(", ")} }`;
    }
  }
}

function stringSample(
  { pattern, format }: Extract<SettingType, { is: "string" }>,
  { isToday }: FakeConfigContext,
  path: string,
): string {
  const isTime = format !== undefined || /date|since|start_at/.test(path);
  if (isTime && isToday) {
    const iso = "new Date(PRESENT_MS - 12 * 86_400_000).toISOString()";
    return format === "date" || pattern?.includes("T") === false ? `${iso}.slice(0, 10)` : iso;
  }
  const candidates = isTime ? DATES : WORDS;
  if (format === "date") return quoted("2025-01-01");
  return quoted([...candidates, ...DATES, ...WORDS].find((text) => fits(text, pattern)) ?? "something");
}

const DATES = ["2025-01-01T00:00:00Z", "2025-01-01T00:00:00.000Z", "2025-01-01", "2025-01-01 00:00:00"];
const WORDS = [
  "something",
  "acme",
  "1",
  "abc123",
  "a@b.example",
  "https://acme.example",
  "00000000-0000-4000-8000-000000000000",
];

function fits(text: string, pattern: string | undefined): boolean {
  try {
    return pattern === undefined || new RegExp(pattern).test(text);
  } catch {
    return true;
  }
}

/** The paths of all secrets that the config has. */
export function secretsOf(
  settings: readonly SettingDesign[],
  context: FakeConfigContext,
  prefix = "",
): readonly string[] {
  return settings
    .filter((setting) => isGiven(setting, context))
    .flatMap(({ name, isSecret = false, type }) => {
      const path = `${prefix}${name}`;
      if (isSecret) return [path];
      if (type.is === "object") return secretsOf(type.settings, context, `${path}.`);
      return type.is === "choice" ? secretsOf(type.forms[0]?.settings ?? [], context, `${path}.`) : [];
    });
}
