import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { environmentName } from "@sluice/core/internal";
import type { Design } from "../../src/design/design.js";
import type { Project } from "../../src/design/project.js";
import { InputError } from "../../src/design/report.js";
import { projectFiles } from "../../src/write/project/files.js";

const root = new URL("../../../../", import.meta.url);
const VERSIONS = { "@sluice/core": "0.1.0", "@sluice/testkit": "file:x.tgz", zod: "^4.6.7" };
const REPOSITORY: Project = { kind: "repository", testRunner: "jest", versions: VERSIONS };

const DESIGN: Design = {
  name: "acme-crm",
  title: 'Acme "CRM"',
  baseUrl: "https://api.acme.example",
  documentationUrl: "https://acme.example/docs",
  settings: [
    { name: "api_key", title: "Key", description: "The key.", type: { is: "string" }, isSecret: true },
    { name: "site", title: "Site", description: "The site.", type: { is: "string" } },
  ],
  auth: { kind: "none" },
  streams: ["parents", "users"].map((name) => ({
    name,
    description: "",
    path: name,
    recordsAt: "",
    fields: [],
    key: [],
    paging: { kind: "none" },
    isHidden: name === "parents",
  })),
  notices: ["Made from the document of Acme."],
};

function manifestOf(files: Readonly<Record<string, string>>) {
  return JSON.parse(files["package.json"] ?? "") as Record<"scripts" | "dependencies" | "devDependencies", object>;
}

describe("a repository of its own", () => {
  test("has all files, dotfiles among them, and those of one test runner only", () => {
    const files = Object.keys(projectFiles(DESIGN, REPOSITORY)).sort();
    expect(files).toEqual([
      ".changeset/config.json",
      ".changeset/first-release.md",
      ".dockerignore",
      ".editorconfig",
      ".github/workflows/ci.yml",
      ".gitignore",
      ".nvmrc",
      "CHANGELOG.md",
      "Containerfile",
      "LICENSE",
      "README.md",
      "bin/source-acme-crm.js",
      "container-entry.sh",
      "jest.config.js",
      "package.json",
      "tsconfig.build.json",
      "tsconfig.json",
    ]);
  });

  test("needs the given versions of Sluice's packages, and the test runner", () => {
    const jest = manifestOf(projectFiles(DESIGN, REPOSITORY));
    expect(jest.dependencies).toEqual({ "@sluice/core": "0.1.0", zod: "^4.6.7" });
    expect(jest.devDependencies).toEqual(expect.objectContaining({ "@sluice/testkit": "file:x.tgz" }));
    expect(Object.keys(jest.devDependencies)).toEqual(expect.arrayContaining(["jest", "@jest/globals", "@swc/jest"]));
    const vitest = manifestOf(projectFiles(DESIGN, { ...REPOSITORY, testRunner: "vitest" }));
    expect(Object.keys(vitest.devDependencies).filter((name) => /jest|swc/.test(name))).toEqual([]);
    expect(vitest.devDependencies).toHaveProperty("vitest");
    expect(vitest.scripts).toHaveProperty("test", "vitest run");
  });

  test("has the versions of tools that this repository is tested with", () => {
    const files = (["jest", "vitest"] as const).map((testRunner) =>
      projectFiles(DESIGN, { ...REPOSITORY, testRunner }),
    );
    const wanted = Object.assign({}, ...files.map((each) => manifestOf(each).devDependencies)) as Record<
      string,
      string
    >;
    const installed = Object.keys(wanted).filter((name) => !/^@(sluice|changesets)\//.test(name));
    const versions = installed.map((name) => {
      const manifest = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, root), "utf8"));
      return [
        name,
        String(wanted[name])
          .replace(/^[\^~]/, "")
          .split(".")[0],
        manifest.version.split(".")[0],
      ];
    });
    expect(versions.length).toBeGreaterThan(6);
    expect(versions.filter(([, major, ours]) => major !== ours)).toEqual([]);
  });

  test("has a README with the marks of the generated parts, the notices and the secrets as variables", () => {
    const readme = projectFiles(DESIGN, REPOSITORY)["README.md"] ?? "";
    for (const part of ["configuration", "streams", "diagram", "fields"]) {
      expect(readme).toContain(`<!-- generated: ${part} -->\n<!-- /generated -->`);
    }
    expect(readme).toMatch(/^# source-acme-crm\n\nReads/);
    expect(readme).toContain("\n\nMade from the document of Acme.\n\n```sh\nexport ACME_CRM_API_KEY=…\nnpx ");
    expect(readme).toContain("--streams 'users'");
    expect(readme).not.toContain("ACME_CRM_SITE");
  });

  test("names the variables of secrets as core reads them", () => {
    for (const setting of ["api_key", "apiKey", "api-key", "key.of_app", "ключ_2"]) {
      const settings = [{ ...DESIGN.settings[0], name: setting, isSecret: true } as Design["settings"][number]];
      const readme = projectFiles({ ...DESIGN, settings }, REPOSITORY)["README.md"] ?? "";
      expect(readme).toContain(`\nexport ${environmentName(DESIGN.name, setting)}=…\n`);
    }
  });

  test("pins the actions of its workflow by commit", () => {
    const workflow = projectFiles(DESIGN, REPOSITORY)[".github/workflows/ci.yml"] ?? "";
    const uses = workflow.match(/uses: .*/g) ?? [];
    expect(uses).toHaveLength(2);
    expect(uses.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test("is refused without a version of each package, which the message names", () => {
    const project = { ...REPOSITORY, versions: { "@sluice/core": "0.1.0" } };
    expect(() => projectFiles(DESIGN, project)).toThrow(InputError);
    expect(() => projectFiles(DESIGN, project)).toThrow("@sluice/testkit, zod");
  });
});

test("a package of the workspace has the manifest and the compiler settings of the other connectors", () => {
  const versions = { "@sluice/core": "0.1.0", "@sluice/testkit": "0.1.0", zod: "^4.6.7" };
  const files = projectFiles({ ...DESIGN, name: "persistiq" }, { kind: "workspace", testRunner: "jest", versions });
  const folder = new URL("connectors/source-persistiq/", root);
  const { description: _, ...ours } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
  expect(JSON.parse(files["package.json"] ?? "")).toEqual(expect.objectContaining(ours));
  for (const file of ["tsconfig.build.json", "bin/source-persistiq.js"]) {
    expect(files[file]).toBe(readFileSync(new URL(file, folder), "utf8"));
  }
  expect(Object.keys(files).sort()).toEqual([
    "CHANGELOG.md",
    "README.md",
    "bin/source-persistiq.js",
    "package.json",
    "tsconfig.build.json",
  ]);
});
