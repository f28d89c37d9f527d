/** The programs of other makers that are measured and tried, in the versions that are, and what is installed for each. */
export interface Peer {
  readonly from: "pip" | "npm" | "go";
  /** The peer itself first. */
  readonly packages: readonly [string, ...string[]];
}

/** The name of the package that holds Node's binary alone, for this machine. */
const node = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

export const peers = {
  "airbyte-cdk": { from: "pip", packages: ["airbyte-cdk==7.39.1"] },
  // With what its tests for connectors need, in the range that its extra "dev" asks for.
  "airbyte-cdk-tests": { from: "pip", packages: ["airbyte-cdk==7.39.1", "pytest==7.4.4"] },
  // With what stops its clock, for the differential test.
  "airbyte-cdk-differential": { from: "pip", packages: ["airbyte-cdk==7.39.1", "freezegun==1.5.5"] },
  pyairbyte: { from: "pip", packages: ["airbyte==0.71.3"] },
  "singer-sdk": { from: "pip", packages: ["singer-sdk==0.54.9"] },
  // Targets for a Singer tap.
  "target-jsonl": { from: "pip", packages: ["target-jsonl==0.1.4"] },
  "target-csv": { from: "pip", packages: ["meltanolabs-target-csv==0.5.0"] },
  dlt: { from: "pip", packages: ["dlt==1.31.0"] },
  // With its adapters, and the DuckDB of `sluice`.
  dbt: {
    from: "pip",
    packages: ["dbt-core==1.11.16", "dbt-duckdb==1.11.1", "dbt-postgres==1.11.0", "duckdb==1.5.5"],
  },
  "faros-airbyte-cdk": {
    from: "npm",
    // Those behind the first are used by it, but not declared.
    packages: [
      "faros-airbyte-cdk@0.23.19",
      "commander@14.0.3",
      "faros-js-client@0.7.1",
      "lodash@4.18.1",
      "axios@1.21.1",
    ],
  },
  // Schedulers and checkers, for the examples of docs/how-to.
  airflow: { from: "pip", packages: ["apache-airflow-core==3.3.2"] },
  dagster: { from: "pip", packages: ["dagster==1.13.29"] },
  "kubernetes-validate": { from: "pip", packages: ["kubernetes-validate==1.37.0"] },
  "airbyte-api": { from: "pip", packages: ["airbyte-api==1.0.1"] },
  // For the tarballs.
  publint: { from: "npm", packages: ["publint@0.3.25"] },
  attw: { from: "npm", packages: ["@arethetypeswrong/cli@0.18.5"] },
  "node-22": { from: "npm", packages: [`${node}@22.23.3`] },
  "node-24": { from: "npm", packages: [`${node}@24.9.0`] },
  // A terminal without a window.
  "xterm-headless": { from: "npm", packages: ["@xterm/headless@6.0.0"] },
  actionlint: { from: "go", packages: ["github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"] },
} as const satisfies Readonly<Record<string, Peer>>;

export type PeerName = keyof typeof peers;

/** Each peer's version, e.g. `7.39.1`. */
export const versions = Object.fromEntries(
  Object.entries(peers).map(([name, { packages }]) => [name, packages[0].split(/==|@/).at(-1) ?? ""]),
);
