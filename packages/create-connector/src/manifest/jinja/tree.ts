/** An expression of Jinja. */
export type Node =
  | { readonly is: "literal"; readonly value: string | number | boolean | null; readonly isFloat?: boolean }
  | { readonly is: "list"; readonly items: readonly Node[] }
  | { readonly is: "dict"; readonly entries: readonly (readonly [Node, Node])[] }
  | { readonly is: "name"; readonly name: string }
  /** `object.property` or `object[property]`. */
  | { readonly is: "member"; readonly object: Node; readonly property: Node; readonly isAttribute: boolean }
  | { readonly is: "slice"; readonly object: Node; readonly bounds: readonly (Node | undefined)[] }
  | ({ readonly is: "call"; readonly callee: Node } & Arguments)
  | ({ readonly is: "filter"; readonly name: string; readonly operand: Node } & Arguments)
  | { readonly is: "test"; readonly name: string; readonly operand: Node; readonly isNegated: boolean }
  | { readonly is: "binary"; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly is: "unary"; readonly operator: "not" | "-" | "+"; readonly operand: Node }
  /** Without `whenFalse`, it is empty where the condition does not hold. */
  | { readonly is: "ternary"; readonly test: Node; readonly whenTrue: Node; readonly whenFalse?: Node };

/** What a call or a filter is given. */
export interface Arguments {
  readonly args: readonly Node[];
  readonly named: Readonly<Record<string, Node>>;
}

/** A part of a template, in order. */
export type Part =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "output"; readonly value: Node }
  | { readonly is: "if"; readonly test: Node; readonly whenTrue: readonly Part[]; readonly whenFalse: readonly Part[] }
  | (Loop & { readonly is: "for" })
  | { readonly is: "set"; readonly name: string; readonly value: Node };

/** `{% for names in items if test %}`. */
export interface Loop {
  readonly names: readonly string[];
  readonly items: Node;
  readonly test?: Node;
  readonly body: readonly Part[];
}
