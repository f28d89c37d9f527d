import { readdirSync, readFileSync, statSync } from "node:fs";
import { Eta } from "eta";
import type { Design } from "../../design/design.js";
import { InputError } from "../../design/report.js";
import type { Project } from "../files.js";

const TEMPLATES = new URL("../../../templates/project/", import.meta.url);

/** Needed in each project. */
const PACKAGES = ["@sluice/core", "@sluice/testkit", "zod"];

const eta = new Eta({ autoEscape: false, autoTrim: false });

/** What surrounds the connector: manifest, compiler and test settings, container, workflow, README, by path. Unformatted. */
export function projectFiles(design: Design, project: Project): Readonly<Record<string, string>> {
  const missing = PACKAGES.filter((name) => project.versions[name] === undefined);
  if (missing.length > 0)
    throw new InputError(`The project has no version of ${missing.join(", ")}. Name one of each.`);
  const folders =
    project.kind === "repository" ? ["common", "repository", project.testRunner] : ["common", "workspace"];
  const values = valuesOf(design, project);
  return Object.fromEntries(folders.flatMap((folder) => filesIn(new URL(`${folder}/`, TEMPLATES), values)));
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

function filesIn(folder: URL, values: ReturnType<typeof valuesOf>): [string, string][] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((template) => template.replaceAll("\\", "/")) // as Windows writes it
    .filter((template) => statSync(new URL(template, folder)).isFile())
    .map((template) => {
      const text = readFileSync(new URL(template, folder), "utf8");
      return [pathOf(template, values.name), template.endsWith(".eta") ? eta.renderString(text, values) : text];
    });
}

/** npm leaves dotfiles out of packages, so templates of them begin with an underscore. */
function pathOf(template: string, name: string): string {
  return template
    .replace(/\.eta$/, "")
    .replace(/(^|\/)_/g, "$1.")
    .replace("NAME", name);
}
