import type { AuthDesign } from "../../design/auth.js";
import { Expression } from "../../design/expression.js";
import { type Component, classOf, componentAt, textAt, textsAt, typeOf } from "../document/component.js";
import { code, isTemplate, type Templates } from "../templates.js";
import { oauthDesign } from "./oauth.js";
import { secret } from "./secret.js";
import { jwtDesign, sessionDesign } from "./tokens.js";

/** An authenticator of a manifest; `templates` gets what is left to do. */
export function authOf(authenticator: Component | undefined, templates: Templates): AuthDesign {
  if (authenticator === undefined) return { kind: "none" };
  switch (typeOf(authenticator)) {
    case "NoAuth":
      return { kind: "none" };
    case "ApiKeyAuthenticator":
      return apiKey(authenticator, templates);
    case "BearerAuthenticator":
      return { kind: "bearer", token: secret(authenticator, "api_token", templates) };
    case "BasicHttpAuthenticator":
      return {
        kind: "basic",
        username: secret(authenticator, "username", templates),
        password: secret(authenticator, "password", templates),
      };
    case "OAuthAuthenticator":
      return oauthDesign(authenticator, templates);
    case "SessionTokenAuthenticator":
      return sessionDesign(authenticator, templates, authOf) ?? byHand(authenticator, templates);
    case "JwtAuthenticator":
      return jwtDesign(authenticator, templates);
    case "SelectiveAuthenticator":
      return choice(authenticator, templates);
    default:
      return byHand(authenticator, templates);
  }
}

function apiKey(authenticator: Component, templates: Templates): AuthDesign {
  const option = componentAt(authenticator, "inject_into");
  const name = (option === undefined ? undefined : textAt(option, "field_name")) ?? textAt(authenticator, "header");
  const place = option === undefined ? "header" : (textAt(option, "inject_into") ?? "header");
  const isPlaced = place === "header" || place === "request_parameter";
  if (name === undefined || name === "" || isTemplate(name) || !isPlaced) return byHand(authenticator, templates);
  const bearer = /^Bearer\s+(\S.*)$/s.exec(textAt(authenticator, "api_token") ?? "")?.[1];
  if (bearer !== undefined && place === "header" && /^authorization$/i.test(name))
    return { kind: "bearer", token: secret({ ...authenticator, api_token: bearer }, "api_token", templates) };
  return { kind: place === "header" ? "header" : "query", name, key: secret(authenticator, "api_token", templates) };
}

/** By a setting: the last one is taken if no other is. */
function choice(authenticator: Component, templates: Templates): AuthDesign {
  const path = textsAt(authenticator, "authenticator_selection_path");
  const cases = Object.entries(componentAt(authenticator, "authenticators") ?? {});
  const template = `{{ config${path.map((name) => `['${name}']`).join("")} }}`;
  const chosen = templates.expression(template, { what: "The choice of the authenticator" });
  const designs = cases.map(([name, one]) => [name, authOf(one as Component, templates)] as const);
  if (designs.length === 0 || chosen === undefined || typeof chosen === "string")
    return byHand(authenticator, templates);
  if (designs.length === 1) return designs[0]?.[1] ?? { kind: "none" };
  return {
    kind: "choice",
    cases: designs.map(([name, auth], index) =>
      index === designs.length - 1 ? { auth } : { if: code`${chosen} === ${JSON.stringify(name)}`, auth },
    ),
  };
}

function byHand(authenticator: Component, templates: Templates): AuthDesign {
  const todo = `Write the authenticator that the manifest calls ${classOf(authenticator)}.`;
  templates.problem(todo);
  const name = `${classOf(authenticator).replaceAll(/\W|Authenticator$|Auth$/g, "")}Auth`;
  return { kind: "code", code: unwrittenClass(name, todo), todo };
}

/** A class that fails with what an author has to write. */
function unwrittenClass(name: string, todo: string): Expression {
  const text = `export class ${name} extends Authenticator {
  readonly config: Config;

  constructor(config: Config) {
    super();
    this.config = config;
  }

  authenticate(_request: HttpRequest): HttpRequest {
    throw new SystemError(${JSON.stringify(todo)});
  }
}`;
  return new Expression(text, { imports: ["Authenticator", "HttpRequest", "SystemError"] });
}
