/** A template has a construct that has no translation; the message says which one, and in which template. */
export class UnsupportedExpression extends Error {
  constructor(what: string, template: string) {
    super(`${what} in the template ${JSON.stringify(template)}`);
  }
}
