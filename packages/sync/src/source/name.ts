import { basename } from "node:path";

/**
 * What a source is called unless told: without the path, the engine, the tag and `source-` in front. `hellobaton`, `source-hellobaton`,
 * `./bin/source-hellobaton.js` and `docker:sluice/source-hellobaton:1.2` are all `hellobaton`.
 */
export function nameOfSource(source: string): string {
  const [, image] = /^(?:docker|podman):(.+)$/.exec(source) ?? [];
  const path = image === undefined ? source : image.replace(/@sha256:.*$/, "").replace(/:[^:/]*$/, "");
  return basename(path)
    .replace(/\.[cm]?js$/, "")
    .replace(/^source-/, "");
}

/** What the names of a connector's environment variables begin with: `HELLOBATON_`. */
export function variablePrefix(name: string): string {
  return `${name.toUpperCase().replaceAll(/\W/g, "_")}_`;
}
