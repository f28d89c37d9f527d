/** One page of the site. */
export interface Page {
  /** Its document in the repository, such as `docs/reference/state.md`. */
  readonly document: string;
  /** Its name in the navigation; by default the document's heading, up to its first colon. */
  readonly text?: string;
}

/** A group of pages in the navigation. */
export interface Section {
  readonly text: string;
  readonly pages: readonly Page[];
}

/** What the navigation shows, in this order. A document of `docs/`, or a README of a package, that is missing here fails the build. */
export const SECTIONS: readonly Section[] = [
  {
    text: "Tutorials",
    pages: [
      page("docs/quickstart.md"),
      page("docs/tutorials/vitally-into-duckdb.md"),
      page("docs/tutorials/your-first-connector.md", "Your first connector"),
    ],
  },
  {
    text: "How-to",
    pages: [
      page("docs/how-to/deploying.md", "Choose where to run it"),
      page("docs/how-to/cron.md", "systemd or cron"),
      page("docs/how-to/github-actions.md", "GitHub Actions"),
      page("docs/how-to/kubernetes.md", "Kubernetes"),
      page("docs/how-to/airflow.md", "Airflow"),
      page("docs/how-to/dagster.md", "Dagster"),
      page("docs/how-to/airbyte.md", "Airbyte"),
      page("docs/how-to/meltano.md", "Meltano"),
      page("docs/how-to/monitoring.md", "Know that it works"),
      page("docs/how-to/report.md", "Look at a report"),
      page("docs/how-to/lake.md", "Load into a lake"),
      page("docs/how-to/dbt.md"),
      page("docs/how-to/runs.md", "Runs, hooks and resets"),
      page("docs/how-to/deletes.md"),
      page("docs/how-to/private-columns.md"),
      page("docs/how-to/adding-a-connector.md", "Add a connector"),
      page("docs/how-to/from-openapi.md", "Start from OpenAPI"),
      page("docs/how-to/from-a-manifest.md", "Start from an Airbyte manifest"),
      page("docs/how-to/rotating-tokens.md", "Rotate refresh tokens"),
    ],
  },
  {
    text: "Reference",
    pages: [
      page("docs/reference/cli.md"),
      page("docs/reference/sluice-config.md"),
      page("docs/reference/destinations.md"),
      page("docs/reference/tables.md"),
      page("docs/reference/sources.md"),
      page("docs/reference/settings.md", "Settings of connectors"),
      page("docs/reference/output.md"),
      page("docs/reference/exit-codes.md"),
      page("docs/reference/state.md"),
      page("docs/reference/errors.md"),
      page("docs/reference/glossary.md"),
    ],
  },
  {
    text: "SDK reference",
    pages: [
      page("docs/reference/sdk.md", "Every option"),
      page("docs/reference/requests.md"),
      page("docs/reference/tokens.md"),
      page("docs/reference/pagination.md"),
      page("docs/reference/records.md"),
      page("docs/reference/cursors.md"),
      page("docs/reference/decoders.md"),
      page("docs/reference/exports.md"),
      page("docs/reference/graphql.md"),
      page("docs/reference/discovery.md"),
      page("docs/reference/examples.md", "Worked examples"),
      page("docs/reference/faults.md", "Faults"),
    ],
  },
  {
    text: "Explanation",
    pages: [
      page("docs/explanation/exactly-once.md"),
      page("docs/explanation/how-reading-works.md"),
      page("docs/explanation/why-not.md"),
      page("docs/explanation/architecture.md"),
      page("docs/explanation/reliability.md"),
      page("docs/explanation/mutation.md"),
      page("bench/README.md"),
    ],
  },
  {
    text: "Connectors",
    pages: [
      page("connectors/source-configcat/README.md", "ConfigCat"),
      page("connectors/source-hellobaton/README.md", "Hellobaton"),
      page("connectors/source-persistiq/README.md", "PersistIQ"),
      page("connectors/source-vitally/README.md", "Vitally"),
      page("examples/source-adlens/README.md", "Example: Adlens"),
      page("examples/source-forge/README.md", "Example: Forge"),
      page("examples/source-gridbase/README.md", "Example: Gridbase"),
      page("examples/source-rolodex/README.md", "Example: Rolodex"),
    ],
  },
  {
    text: "Packages",
    pages: [
      page("packages/core/README.md"),
      page("packages/sync/README.md"),
      page("packages/testkit/README.md"),
      page("packages/create-connector/README.md"),
    ],
  },
  {
    text: "Project",
    pages: [page("CONTRIBUTING.md"), page("SECURITY.md"), page("CODE_OF_CONDUCT.md")],
  },
];

/** The name of a document on the site: what the list says, else its heading up to the first colon. */
export function titleOf(document: string, markdown: string): string {
  const [, heading = document] = /^# (.+)$/m.exec(markdown) ?? [];
  return listed(document)?.text ?? (heading.split(": ")[0] ?? heading).replaceAll("`", "");
}

/** The path of a document on the site, such as `/reference/state` or `/connectors/source-vitally`; undefined if it has no page. */
export function routeOf(document: string): string | undefined {
  if (document === "README.md") return "/";
  if (listed(document) === undefined) return undefined;
  return `/${document
    .replace(/^docs\//, "")
    .replace(/(\/README)?\.md$/, "")
    .toLowerCase()}`;
}

function listed(document: string): Page | undefined {
  return SECTIONS.flatMap(({ pages }) => pages).find((candidate) => candidate.document === document);
}

function page(document: string, text?: string): Page {
  return text === undefined ? { document } : { document, text };
}
