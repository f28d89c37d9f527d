/** A template has a construct that has no translation; the message says which one and, if it is thrown to a caller, in which template. */
export class UnsupportedExpression extends Error {
  /** The construct alone, for a table of reasons. */
  readonly construct: string;

  constructor(construct: string, template?: string) {
    super(template === undefined ? construct : `${construct}, in the template ${JSON.stringify(template)}`);
    this.construct = construct;
  }
}
