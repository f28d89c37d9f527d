import type { Design } from "../design.js";
import { sourceClass } from "../names.js";
import { authParts } from "./auth.js";

/** The command line, the config and the source. */
export function sourceFiles(design: Design): Readonly<Record<string, string>> {
  return {
    "src/cli.ts": cli(design),
    "src/index.ts": index(design),
    "src/config.ts": config(design),
    "src/source.ts": source(design),
  };
}

function cli(design: Design): string {
  const Class = sourceClass(design);
  return `import { main } from "@sluice/core/cli";
import { ${Class} } from "./source.js";

await main(new ${Class}());
`;
}

function index(design: Design): string {
  return `export type { Config } from "./config.js";
export { ${sourceClass(design)} } from "./source.js";
export * from "./streams/index.js";
`;
}

function config({ auth, title }: Design): string {
  const { settings } = authParts(auth, title);
  const helpers = ["secret", "setting"].filter((name) => Object.values(settings).some((text) => text.startsWith(name)));
  const fields = Object.entries(settings).map(([name, text]) => `  ${name}: ${text},`);
  return `import { ${helpers.join(", ")} } from "@sluice/core";
import * as z from "zod";

export const config = z.looseObject({
${fields.join("\n")}
});

export type Config = z.infer<typeof config>;
`;
}

function source(design: Design): string {
  const { auth, title, name, baseUrl, documentationUrl, streams } = design;
  const { signer, signs, settings } = authParts(auth, title);
  const [first] = streams;
  return `import { ${signer}, type HttpClient, packageVersion, Source } from "@sluice/core";
import { type Config, config } from "./config.js";
import { streams } from "./streams/index.js";

/** The ${title} API: ${documentationUrl}. */
export class ${sourceClass(design)} extends Source<typeof config> {
  readonly name = ${JSON.stringify(name)};
  readonly title = ${JSON.stringify(title)};
  readonly version = packageVersion(import.meta.url);
  readonly documentationUrl = ${JSON.stringify(documentationUrl)};
  readonly config = config;
  readonly streams = streams;
  /** A guess on the safe side: put the vendor's documented limits here. */
  readonly limits = { concurrency: 4, requestsPerMinute: 60 };

  baseUrl(): string {
    return ${JSON.stringify(baseUrl)};
  }

  authenticator({ ${Object.keys(settings).join(", ")} }: Config): ${signer} {
    return ${signs};
  }

  /** One page of a list that every account may see. */
  async probe(http: HttpClient): Promise<void> {
    await http.send(http.request(${JSON.stringify(first?.path ?? "")}), "check");
  }
}
`;
}
