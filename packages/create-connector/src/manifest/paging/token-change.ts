import { Expression } from "../../design/expression.js";
import type { Scene } from "../scene.js";
import { code, literal } from "../templates.js";
import { NEXT_PAGE, type TokenTemplate } from "./page-token.js";

const PLACES = [
  { place: "query", member: "query", as: "query" },
  { place: "header", member: "headers", as: "text" },
  { place: "body", member: "body", as: "json" },
] as const;

/** The change of the request that sets all that is made of the page's token. */
export function changeOf(tokens: readonly TokenTemplate[], { templates }: Scene): Expression {
  const parts = PLACES.flatMap(({ place, member, as }) => {
    const values = tokens.flatMap(({ parameter, template }) => {
      if ((parameter.in ?? "query") !== place) return [];
      const what = `The parameter "${parameter.param}"`;
      const value = templates.expression(template, { what, roots: NEXT_PAGE, as });
      return value === undefined ? [] : [code`${JSON.stringify(parameter.param)}: ${literal(value)}`];
    });
    return values.length === 0 ? [] : [code`${member}: { ${joined(values)} }`];
  });
  return parts.length === 0 ? new Expression("{}") : code`{ ${joined(parts)} }`;
}

function joined(parts: readonly Expression[]): Expression {
  return parts.reduce((one, other) => code`${one}, ${other}`);
}
