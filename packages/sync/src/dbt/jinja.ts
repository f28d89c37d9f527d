/** A text that dbt shows unchanged: it renders every text of its YAML files with Jinja. */
export function literal(text: string): string {
  return text.replace(/\{(?=[{%#])/g, "{{ '{' }}");
}

/** The name of a table or column: dbt puts it in double quotes, and leaves those in it alone. */
export function identifier(name: string): string {
  return literal(name.replaceAll('"', '""'));
}

/** The value of an environment variable, or a text where it is not set. */
export function variable(name: string, otherwise: string): string {
  return `{{ env_var(${JSON.stringify(name)}, ${JSON.stringify(otherwise)}) }}`;
}
