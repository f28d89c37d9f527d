import type { Design } from "../design.js";

/** What a manifest has in common with core's. */
export interface Manifest {
  readonly version: string;
  readonly repository?: object;
  readonly dependencies: { readonly zod: string };
}

/** The files that are the same for all connectors but for the names. */
export function packageFiles({ name, title }: Design, core: Manifest): Readonly<Record<string, string>> {
  const manifest = {
    name: `@sluice/source-${name}`,
    version: "0.1.0",
    description: `Reads an account of ${title}: a drop-in Airbyte source and a command of its own`,
    keywords: ["airbyte", "airbyte-source", "etl", name],
    license: "Apache-2.0",
    ...(core.repository && { repository: { ...core.repository, directory: `connectors/source-${name}` } }),
    type: "module",
    engines: { node: ">=20.19" },
    bin: { [`source-${name}`]: `bin/source-${name}.js` },
    exports: {
      ".": { "@sluice/source": "./src/index.ts", types: "./dist/index.d.ts", default: "./dist/index.js" },
    },
    files: ["bin", "dist", "README.md", "LICENSE", "CHANGELOG.md"],
    scripts: { build: "tsc -p tsconfig.build.json && sluice-connector bundle" },
    dependencies: { "@sluice/core": core.version, zod: core.dependencies.zod },
    devDependencies: { "@sluice/testkit": core.version },
  };
  const build = {
    extends: "../../tsconfig.base.json",
    compilerOptions: { rootDir: "src", outDir: "dist" },
    include: ["src"],
  };
  return {
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "tsconfig.build.json": `${JSON.stringify(build, null, 2)}\n`,
    [`bin/source-${name}.js`]: '#!/usr/bin/env node\nimport "../dist/cli.js";\n',
    "CHANGELOG.md": `# Changelog\n\n## 0.1.0\n\nFirst release.\n`,
  };
}
