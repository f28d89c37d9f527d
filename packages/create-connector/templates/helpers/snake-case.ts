/** `camelCase` as `camel_case`. */
export function snakeCase(text: string): string {
  return text.replaceAll(/(?<!^)(?=[A-Z])/g, "_").toLowerCase();
}
