/** A Hellobaton account: 20 lists under /api/, 300 pages of a hundred in all, each answered after a while. */
import { listen } from "./listen.mjs";
import { sampleOf, schemasOf } from "./sample.mjs";

const PER_PAGE = 100;

/** Where an account has its rows: tasks and what happened to them; a page at least of each list. */
const PAGES = {
  activity: 90,
  tasks: 80,
  comments: 30,
  time_entries: 30,
  milestones: 20,
  custom_field_values: 15,
  task_attachments: 8,
  project_users: 6,
  projects: 5,
  project_phases: 4,
  milestone_feedback: 3,
};

export const schemas = schemasOf("source-hellobaton");
export const streams = Object.keys(schemas);

const pagesOf = (stream) => PAGES[stream] ?? 1;

/** What a reader must ask for, and what it must write. */
export const pages = streams.reduce((sum, stream) => sum + pagesOf(stream), 0);
export const records = pages * PER_PAGE;

export async function startHellobaton(latencyMs) {
  const bodies = new Map(streams.map((stream) => [stream, bodiesOf(stream)]));
  const server = await listen(
    ({ pathname, searchParams }) => {
      const [, stream] = /^\/api\/(\w+)\/$/.exec(pathname) ?? [];
      const rows = bodies.get(stream)?.[Number(searchParams.get("page") ?? 1) - 1];
      if (rows === undefined) return { status: 404, body: '{"detail":"Invalid page."}' };
      const page = Number(searchParams.get("page") ?? 1);
      const next =
        page < pagesOf(stream) ? `${server.url}/api/${stream}/?page=${page + 1}&page_size=${PER_PAGE}` : null;
      const head = JSON.stringify({ count: pagesOf(stream) * PER_PAGE, next, previous: null });
      return { body: `${head.slice(0, -1)},"results":${rows}}` };
    },
    { latencyMs },
  );
  return server;
}

/** The rows of each page as JSON text, made beforehand. */
function bodiesOf(stream) {
  return Array.from({ length: pagesOf(stream) }, (_, page) =>
    JSON.stringify(Array.from({ length: PER_PAGE }, (_, row) => sampleOf(schemas[stream], page * PER_PAGE + row + 1))),
  );
}
