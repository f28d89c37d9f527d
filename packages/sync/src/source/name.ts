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
