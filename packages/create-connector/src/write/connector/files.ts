import type { Design } from "../../design/design.js";
import type { Project } from "../../design/project.js";
import { InputError } from "../../design/report.js";
import { rendered } from "../template.js";
import { authsOf, classIn, hasTokenHost, TOKEN_URL } from "./auth.js";
import { configFile } from "./config.js";
import { testFiles } from "./conformance.js";
import { fakeFiles } from "./fake/files.js";
import { planOf } from "./fake/plan.js";
import { helperText, withNeeded } from "./helpers.js";
import { type Names, namesOf, namesOfStream } from "./names.js";
import { sourceFile } from "./source.js";
import { naturally, SourceFile } from "./source-file.js";
import { streamFile } from "./stream.js";
import { baseFile } from "./stream-base.js";

/**
 * The connector's own code: `src`, `fake` and `test`, by path. Unformatted.
 *
 * @throws InputError for a design without a stream.
 */
export function connectorFiles(given: Design, project: Project): Readonly<Record<string, string>> {
  if (given.streams.every(({ isHidden }) => isHidden === true)) {
    throw new InputError("There is no stream to write: name at least one, e.g. --stream users:/v1/users:id");
  }
  const design = withTokenUrl(given);
  const names = namesOf(design);
  const plans = planOf(design);
  const files = {
    ...sourceFiles(design, names),
    ...fakeFiles(design, names, plans),
    ...testFiles(design, { names, plans, project }),
  };
  return { ...files, ...helperFiles(files) };
}

/** A token endpoint on another host has a setting, so that the fake can replace it. */
function withTokenUrl(design: Design): Design {
  if (!authsOf(design).some(hasTokenHost) || design.settings.some(({ name }) => name === TOKEN_URL)) return design;
  const setting = {
    name: TOKEN_URL,
    title: "Token URL",
    description: "Another address of the token endpoint, e.g. of a proxy or a test server.",
    type: { is: "string" },
    isOptional: true,
  } as const;
  return { ...design, settings: [...design.settings, setting] };
}

function sourceFiles(design: Design, names: Names): Readonly<Record<string, string>> {
  const named = design.streams.map((stream) => ({ stream, ...namesOfStream(names, stream.name) }));
  const listed = named.filter(({ stream }) => stream.isHidden !== true);
  const sorted = listed.toSorted((one, other) => naturally(one.file, other.file));
  const streams = named.map(({ stream, file }) => [`src/streams/${file}.ts`, streamFile(stream, design, names)]);
  return {
    "src/cli.ts": rendered("connector/src/cli.ts", { names }),
    "src/index.ts": rendered("connector/src/index.ts", { names }),
    "src/config.ts": configFile(design.settings),
    "src/source.ts": sourceFile(design, names),
    "src/stream.ts": baseFile(design, names),
    "src/streams/index.ts": rendered("connector/src/streams/index.ts", { listed, sorted }),
    ...Object.fromEntries(streams),
    ...authFile(design),
  };
}

/** Authenticators that the author has to write. */
function authFile(design: Design): Readonly<Record<string, string>> {
  const all = authsOf(design).flatMap((one) => (one.kind === "choice" ? one.cases.map(({ auth }) => auth) : [one]));
  const file = new SourceFile("src/auth.ts");
  const classes = all.flatMap((one) => {
    if (one.kind !== "code" || classIn(one.code.code) === undefined) return [];
    if (one.code.code.includes("Config")) file.use("src/config.ts", "Config", { asType: true });
    const code = file.code(one.code);
    return [`// TODO: ${one.todo}\n${code.startsWith("export ") ? code : `export ${code}`}`];
  });
  return classes.length === 0 ? {} : { "src/auth.ts": file.text(`${[...new Set(classes)].join("\n\n")}\n`) };
}

/** The helpers that the files import, and those that they need themselves. */
function helperFiles(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const imported = Object.values(files).flatMap((text) =>
    [...text.matchAll(/from "[./]*(?:src\/)?helpers\/([\w-]+)\.js"/g)].flatMap(([, name]) => name ?? []),
  );
  return Object.fromEntries([...withNeeded(imported)].map((name) => [`src/helpers/${name}.ts`, helperText(name)]));
}
