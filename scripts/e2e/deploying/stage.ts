import { strictEqual } from "node:assert";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHellobaton } from "../../../connectors/source-hellobaton/fake/index.js";
import { startVitally } from "../../../connectors/source-vitally/fake/index.js";
import { root } from "../../support/commands.js";
import { output } from "./program.js";

const sluice = join(root, "packages/sync/bin/sluice.js");

export const examples = join(root, "docs/how-to/deploying");

/** A project as it is on a machine: sluice.config.json and node_modules. Its rows go into a DuckDB file of its own. */
export interface Site {
  readonly folder: string;
  readonly to: string;
  /** What the destination needs. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Two fake accounts, the secrets that open them, and folders to run examples in. */
export class Stage {
  readonly #folder: string;
  readonly #tools: ReadonlyMap<string, string>;
  readonly #vitally: Awaited<ReturnType<typeof startVitally>>;
  readonly #hellobaton: Awaited<ReturnType<typeof startHellobaton>>;
  /** What a scheduler's store of secrets would hold. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The one thing that no example says: that the vendors are elsewhere. */
  readonly addresses: Readonly<Record<string, string>>;

  private constructor(folder: string, tools: ReadonlyMap<string, string>, vendors: Awaited<ReturnType<typeof start>>) {
    this.#folder = folder;
    this.#tools = tools;
    [this.#vitally, this.#hellobaton] = vendors;
    const { api_key, base_url } = this.#hellobaton.config;
    this.secrets = {
      PGPASSWORD: "not needed for DuckDB",
      VITALLY_SECRET_TOKEN: this.#vitally.config.secret_token,
      HELLOBATON_API_KEY: api_key,
    };
    this.addresses = { VITALLY_BASE_URL: this.#vitally.config.base_url, HELLOBATON_BASE_URL: base_url };
  }

  /** @param tools where each is installed. */
  static async open(tools: ReadonlyMap<string, string>): Promise<Stage> {
    return new Stage(await mkdtemp(join(tmpdir(), "sluice-deploying-")), tools, await start());
  }

  /** A program of a tool, e.g. its `python`. */
  bin(tool: string, program: string): string {
    return join(this.#tools.get(tool) ?? "", "bin", program);
  }

  /** @param name for its folder. */
  async site(name: string): Promise<Site> {
    const folder = await mkdtemp(join(this.#folder, `${name}-`));
    await cp(join(examples, "sluice.config.json"), join(folder, "sluice.config.json"));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    return { folder, to: `duckdb:${join(folder, "warehouse.duckdb")}` };
  }

  /** Runs our command as the site's, with nothing but this environment. */
  sluice({ folder }: Site, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
    return output(process.execPath, [sluice, ...args], { cwd: folder, env });
  }

  /**
   * Counts the rows of these streams, all by default, and compares them with the accounts.
   *
   * @returns the results as text.
   */
  async assertLoaded(site: Site, chosen?: readonly string[]): Promise<string> {
    const loaded = await this.rowsIn(site);
    const expected = [...this.#expected()].filter(([name]) => chosen?.includes(name) ?? true);
    for (const [name, rows] of expected) strictEqual(loaded.get(name) ?? 0, rows, `rows of ${name}`);
    strictEqual(loaded.size, expected.length, "how many streams are loaded");
    return `${expected.reduce((sum, [, rows]) => sum + rows, 0)} rows of ${expected.length} streams are loaded`;
  }

  /** `source.stream` → the rows of its table. */
  async rowsIn(site: Site): Promise<ReadonlyMap<string, number>> {
    const { to, env = {} } = site;
    const { streams } = JSON.parse(await this.sluice(site, ["status", "--to", to, "--json"], env)) as Status;
    const each = streams.map(
      ({ connection, stream, schema, table }) =>
        `select '${connection}.${stream}' as name, count(*) as rows from "${schema}"."${table}"`,
    );
    const query = ["query", each.join(" union all "), "--to", to, "--json"];
    const counted = JSON.parse(await this.sluice(site, query, env)) as { name: string; rows: number }[];
    return new Map(counted.map(({ name, rows }) => [name, rows]));
  }

  *#expected(): Iterable<[name: string, rows: number]> {
    for (const [stream, records] of this.#vitally.expected) {
      if (stream !== "survey_responses") yield [`vitally.${stream}`, records.length]; // only there if surveys are named
    }
    for (const [stream, records] of this.#hellobaton.expected) yield [`hellobaton.${stream}`, records.length];
  }

  async close(): Promise<void> {
    await this.#vitally.api.close();
    await this.#hellobaton.api.close();
    await rm(this.#folder, { recursive: true });
  }
}

interface Status {
  readonly streams: readonly Record<"connection" | "stream" | "schema" | "table", string>[];
}

function start() {
  return Promise.all([startVitally(), startHellobaton()]);
}
