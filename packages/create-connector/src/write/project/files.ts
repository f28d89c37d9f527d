import { readdirSync, readFileSync, statSync } from "node:fs";
import type { Design } from "../../design/design.js";
import type { Project } from "../../design/project.js";
import { InputError } from "../../design/report.js";
import { rendered } from "../template.js";

const TEMPLATES = new URL("../../../templates/project/", import.meta.url);

/** Of files that are filled in; the others are copied. */
const EXTENSION = ".eta";

/** Needed in each project. */
const PACKAGES = ["@sluice/core", "@sluice/testkit", "zod"];

/** What surrounds the connector: manifest, compiler and test settings, container, workflow, README, by path. Unformatted. */
export function projectFiles(design: Design, project: Project): Readonly<Record<string, string>> {
  const missing = PACKAGES.filter((name) => project.versions[name] === undefined);
  if (missing.length > 0)
    throw new InputError(`The project has no version of ${missing.join(", ")}. Name one of each.`);
  const folders =
    project.kind === "repository" ? ["common", "repository", project.testRunner] : ["common", "workspace"];
  const values = valuesOf(design, project);
  return Object.fromEntries(folders.flatMap((folder) => filesIn(folder, values)));
}

/** What the templates see as `it`. */
function valuesOf(design: Design, { kind, testRunner, versions }: Project) {
  const { documentationUrl, name, notices = [], settings, streams, title } = design;
  return {
    name,
    title,
    documentationUrl,
    notices,
    testRunner,
    versions,
    isRepository: kind === "repository",
    description: `Reads an account of ${title}: a drop-in Airbyte source and a command of its own`,
    variables: settings.filter(({ isSecret }) => isSecret).map((setting) => variableOf(name, setting.name)),
    stream: streams.find(({ isHidden }) => isHidden !== true)?.name ?? "",
    json: JSON.stringify,
  };
}

/** As core names the environment variable of a setting. */
function variableOf(name: string, setting: string): string {
  return `${name}_${setting}`.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
}

function filesIn(name: string, values: ReturnType<typeof valuesOf>): [string, string][] {
  const folder = new URL(`${name}/`, TEMPLATES);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/")) // as Windows writes it
    .filter((file) => statSync(new URL(file, folder)).isFile())
    .map((file) => {
      if (!file.endsWith(EXTENSION)) return [pathOf(file, values.name), readFileSync(new URL(file, folder), "utf8")];
      const template = file.slice(0, -EXTENSION.length);
      const path = pathOf(template, values.name);
      const text = rendered(`project/${name}/${template}`, values);
      return [path, path.endsWith(".json") ? withLineBreaks(text) : text];
    });
}

/** JSON as npm writes it. */
function withLineBreaks(text: string): string {
  return `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
}

/** npm leaves dotfiles out of packages, so templates of them begin with an underscore. */
function pathOf(file: string, name: string): string {
  return file.replace(/(^|\/)_/g, "$1.").replace("NAME", name);
}
