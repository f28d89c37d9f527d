/** A value as a text, as Python writes it: `True`, `None`, `['a', 1]`; empty for undefined. */
export function text(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : repr(value);
}

function repr(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (typeof value !== "object" || "isLosslessNumber" in value) return String(value); // a number that a double cannot hold
  const members = Object.entries(value).map(([name, item]) => `${quoted(name)}: ${repr(item)}`);
  return `{${members.join(", ")}}`;
}

/** Python writes an exponent with two digits at least, and large floats from 1e16 on. */
function numberText(value: number): string {
  const plain = Math.abs(value) < 1e-4 && value !== 0 ? value.toExponential() : String(value);
  return plain.replace(/e([+-])(\d)$/, "e$10$2");
}

function quoted(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const escaped = value
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}
