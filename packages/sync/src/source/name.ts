import { basename } from "node:path";

/** The extensions of scripts and programs, which do not belong to a source's name. */
const EXTENSION = /(?<=.)\.(?:py|sh|[cm]?[jt]s|rb|pl|php|jar|exe|cmd|bat)$/i;

/**
 * What a source is called unless it is given a name: without the path, the engine, the tag, the extension and `source-` in front.
 * `hellobaton`, `source-hellobaton`, `./bin/source-hellobaton.js` and `docker:sluice/source-hellobaton:1.2` are all `hellobaton`.
 */
export function nameOfSource(source: string): string {
  const [, image] = /^(?:docker|podman):(.+)$/.exec(source) ?? [];
  const path = image === undefined ? source : image.replace(/@sha256:.*$/, "").replace(/:[^:/]*$/, "");
  return basename(path)
    .replace(EXTENSION, "")
    .replace(/^source-(?=.)/, "");
}

/** The name of a source of a project, and of its tables and states. */
export function nameOf({ name, source }: { readonly name?: string | undefined; readonly source: string }): string {
  return name ?? nameOfSource(source);
}

/** The first letters of the names of a connector's environment variables: `HELLOBATON_`. */
export function variablePrefix(name: string): string {
  return `${name.toUpperCase().replaceAll(/\W/g, "_")}_`;
}
