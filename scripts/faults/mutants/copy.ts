import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../../support/commands.js";
import type { Defect } from "./defect.js";

/** Where npm links the packages of this repository; the links are relative, so that copied ones lead into the copy. */
const OWN_SCOPE = "@sluice";

/** A copy of the repository, uncommitted files included, in which defects are made. Gone when the process ends. */
export class Copy {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "sluice-mutants-")));

  constructor() {
    process.on("exit", () => rmSync(this.folder, { recursive: true, force: true }));
    const listed = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
    if (listed.status !== 0) throw new Error(`git ls-files: ${listed.stderr}`);
    const files = listed.stdout.toString("utf8").split("\0");
    for (const file of files) {
      if (file === "" || !existsSync(join(root, file))) continue; // deleted, and not committed yet
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      cpSync(join(root, file), join(this.folder, file));
    }
    this.#linkModules("node_modules");
    for (const file of files.filter((file) => /^(packages|connectors)\/[^/]+\/package\.json$/.test(file))) {
      this.#linkModules(join(dirname(file), "node_modules"));
    }
  }

  /** The libraries themselves are shared; only what resolves to this repository must not. */
  #linkModules(modules: string): void {
    if (!existsSync(join(root, modules))) return;
    mkdirSync(join(this.folder, modules), { recursive: true });
    for (const name of readdirSync(join(root, modules))) {
      const [from, to] = [join(root, modules, name), join(this.folder, modules, name)] as const;
      if (name === OWN_SCOPE) cpSync(from, to, { recursive: true, verbatimSymlinks: true });
      else symlinkSync(from, to);
    }
  }

  /**
   * The files as a defect makes them: path → text.
   *
   * @throws Error if a text to be replaced is not there exactly once: the defect would be another one, or none.
   */
  changed({ name, edits }: Defect): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    for (const { file, find, replace } of edits) {
      const parts = (texts.get(file) ?? readFileSync(join(this.folder, file), "utf8")).split(find);
      if (parts.length !== 2) {
        throw new Error(`${name}: this must be in ${file} once, but is there ${parts.length - 1} times:\n${find}`);
      }
      texts.set(file, parts.join(replace));
    }
    return texts;
  }

  /** Writes the texts; gives the function that brings back what was there. */
  apply(texts: ReadonlyMap<string, string>): () => void {
    const before = [...texts.keys()].map((file) => [file, readFileSync(join(this.folder, file))] as const);
    for (const [file, text] of texts) writeFileSync(join(this.folder, file), text);
    return () => {
      for (const [file, bytes] of before) writeFileSync(join(this.folder, file), bytes);
    };
  }
}
