import { basename, dirname, resolve } from "node:path";
import picomatch from "picomatch";
import type { Design, StreamDesign } from "../design/design.js";
import { type ImportReport, InputError, type StreamOutcome } from "../design/report.js";
import type { BuiltStream } from "./built-stream.js";
import { type Component, componentAt, textAt, textsAt } from "./document/component.js";
import { loadManifest } from "./document/load.js";
import { withoutReferences } from "./document/references.js";
import { limitsOf } from "./limits.js";
import { type ListedStreams, listedStreams } from "./listed.js";
import { sharedOf } from "./source.js";
import { settingsOf } from "./spec.js";
import { Streams } from "./streams.js";

export interface ManifestOptions {
  /** The file of an Airbyte low-code manifest, in YAML or JSON. */
  readonly manifest: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly name?: string;
  readonly title?: string;
}

/** @throws InputError if the manifest cannot be used. */
export async function readManifest(
  options: ManifestOptions,
): Promise<{ readonly design: Design; readonly report: ImportReport }> {
  const manifest = withoutReferences(await loadManifest(options.manifest));
  const spec = componentAt(componentAt(manifest, "spec") ?? {}, "connection_specification") ?? {};
  const settings = settingsOf(spec);
  const listed = listedStreams(manifest);
  const names = [...listed.components.keys()].filter(wanted(options));
  if (names.length === 0) throw nothingLeft(listed, options);
  const streams = new Streams(listed.components, settings);
  for (const name of names) streams.read(name);
  const { reasons, streams: designs, ...shared } = sharedOf(streams.built, settings);
  const outcomes = new Map(streams.built.map((built) => [built.design.name, outcomeOf(built, listed, reasons)]));
  const license =
    `Written from ${basename(options.manifest)}; what is derived from a manifest stays under that manifest's license ` +
    "(most of Airbyte's are ELv2).";
  const name = options.name ?? nameOf(options.manifest);
  const title = options.title ?? titleOf(textAt(spec, "title"), name);
  const probe = probeOf(manifest, designs);
  const design: Design = {
    name,
    title,
    ...shared,
    documentationUrl:
      textAt(componentAt(manifest, "spec") ?? {}, "documentation_url") ??
      `https://docs.airbyte.com/integrations/sources/${name}`,
    settings,
    ...limitsOf(manifest),
    streams: designs.map((stream) => marked(stream, names, outcomes)),
    ...(probe === undefined ? {} : { probe }),
    notices: [license],
  };
  return { design, report: { streams: reported(listed, names, outcomes), notes: [license, ...reasons] } };
}

function wanted({ include, exclude }: ManifestOptions): (name: string) => boolean {
  const isIncluded = include === undefined || include.length === 0 ? () => true : picomatch([...include]);
  const isExcluded = exclude === undefined || exclude.length === 0 ? () => false : picomatch([...exclude]);
  return (name) => isIncluded(name) && !isExcluded(name);
}

function nothingLeft({ components, leftOut }: ListedStreams, { manifest }: ManifestOptions): InputError {
  if (components.size > 0)
    return new InputError(
      `No stream of ${manifest} is left. Change --include or --exclude; it has ${[...components.keys()].join(", ")}.`,
    );
  const [[name, why] = ["", ""]] = [...leftOut];
  return new InputError(`Cannot use the manifest ${manifest}: none of its streams can be written. ${name}: ${why}`);
}

/** Parents that were not asked for are hidden. */
function marked(
  stream: StreamDesign,
  names: readonly string[],
  outcomes: ReadonlyMap<string, StreamOutcome>,
): StreamDesign {
  const todos = outcomes.get(stream.name)?.reasons ?? [];
  const isHidden = stream.isHidden === true || !names.includes(stream.name);
  return { ...stream, ...(isHidden ? { isHidden } : {}), ...(todos.length === 0 ? {} : { todos }) };
}

function outcomeOf({ design, scene }: BuiltStream, listed: ListedStreams, shared: readonly string[]): StreamOutcome {
  const own = listed.reasons.get(design.name);
  const reasons = [...scene.templates.reasons, ...(own === undefined ? [] : [own]), ...shared];
  return { name: design.name, outcome: reasons.length === 0 ? "whole" : "partly", reasons };
}

/** In the order of the manifest. */
function reported(
  { components, leftOut }: ListedStreams,
  names: readonly string[],
  outcomes: ReadonlyMap<string, StreamOutcome>,
): readonly StreamOutcome[] {
  const known = [...components.keys()].map((name): StreamOutcome => {
    const outcome = names.includes(name) ? outcomes.get(name) : undefined;
    return outcome ?? { name, outcome: "left out", reasons: ["It was not asked for."] };
  });
  const others = [...leftOut].map(([name, why]): StreamOutcome => ({ name, outcome: "left out", reasons: [why] }));
  return [...known, ...others];
}

function probeOf(manifest: Component, streams: readonly StreamDesign[]): string | undefined {
  const checked = textsAt(componentAt(manifest, "check") ?? {}, "stream_names");
  return checked.find((name) => streams.some((stream) => stream.name === name && stream.slicing === undefined));
}

/** `source-acme.yaml` and `source-acme/manifest.yaml` are both of `acme`. */
function nameOf(file: string): string {
  const path = resolve(file);
  const own = basename(path).replace(/\.(ya?ml|json)$/i, "");
  const given = own === "manifest" ? basename(dirname(path)) : own;
  const name = given
    .toLowerCase()
    .replace(/^source-/, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  if (name !== "") return name;
  throw new InputError(`Cannot name the connector after the file ${file}. Pass a name: --name acme.`);
}

function titleOf(given: string | undefined, name: string): string {
  const title =
    given
      ?.replaceAll(/\b(source|spec|specification|configuration|config)\b/gi, "")
      .replaceAll(/\s+/g, " ")
      .trim() ?? "";
  if (title !== "") return title;
  return name
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
