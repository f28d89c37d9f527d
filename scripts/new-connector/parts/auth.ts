import type { Auth } from "../design.js";

/** What differs between ways of signing, as pieces of source text. */
export interface AuthParts {
  /** The class of core that signs. */
  readonly signer: string;
  readonly signs: string;
  /** The fields of the config: name → how it is declared. */
  readonly settings: Readonly<Record<string, string>>;
  /** The field that the suite makes wrong. */
  readonly secret: string;
  /** The fake's value of each field. */
  readonly values: Readonly<Record<string, string>>;
  /** A request's credentials and the right ones, as the fake compares them. */
  readonly sent: string;
  readonly right: string;
}

/** The pieces for one way of signing. */
export function authParts(auth: Auth, title: string): AuthParts {
  const where = `Where a user finds it in ${title}: say so here.`;
  switch (auth.kind) {
    case "bearer":
      return {
        ...oneSecret("api_token", "API Token", where),
        signer: "BearerAuth",
        signs: "new BearerAuth({ token: api_token })",
        sent: 'headers["authorization"]',
        right: `\`Bearer \${config.api_token}\``,
      };
    case "header":
      return {
        ...oneSecret("api_key", "API Key", where),
        signer: "ApiKeyHeaderAuth",
        signs: `new ApiKeyHeaderAuth({ header: ${JSON.stringify(auth.name)}, key: api_key })`,
        sent: `headers[${JSON.stringify(auth.name.toLowerCase())}]`,
        right: "config.api_key",
      };
    case "query":
      return {
        ...oneSecret("api_key", "API Key", where),
        signer: "ApiKeyQueryAuth",
        signs: `new ApiKeyQueryAuth({ param: ${JSON.stringify(auth.name)}, key: api_key })`,
        sent: `query.get(${JSON.stringify(auth.name)})`,
        right: "config.api_key",
      };
    case "basic":
      return {
        signer: "BasicAuth",
        signs: "new BasicAuth({ username, password })",
        settings: { username: declared("setting", "Username", where), password: declared("secret", "Password", where) },
        secret: "password",
        values: { username: '"someone"', password: 'madeUp("password")' },
        sent: 'headers["authorization"]',
        right: `\`Basic \${Buffer.from(\`\${config.username}:\${config.password}\`).toString("base64")}\``,
      };
  }
}

function oneSecret(name: string, title: string, where: string) {
  return {
    secret: name,
    settings: { [name]: declared("secret", title, where) },
    values: { [name]: `madeUp("${name}")` },
  };
}

function declared(kind: "secret" | "setting", title: string, description: string): string {
  return `${kind}({ title: ${JSON.stringify(title)}, description: ${JSON.stringify(description)} })`;
}
