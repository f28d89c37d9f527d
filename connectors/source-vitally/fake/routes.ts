import type { FakeApi, FakeReply, FakeRequest } from "@sluice/testkit";
import { accounts, admins, organizations, users } from "./customers.js";
import type { Row } from "./ids.js";
import { customFieldsOf, customObjects, instances } from "./objects.js";
import { type Paging, pageOf, sorted } from "./pages.js";
import { badRequest, NOT_FOUND } from "./replies.js";
import { type Switches, UNKNOWN_FIELD } from "./switches.js";
import { conversations, detailOf, meetings, meetingTranscripts, npsByTarget, surveys } from "./talk.js";
import { noteCategories, notes, projectCategories, projects, projectTemplates, taskCategories, tasks } from "./work.js";

/** The rows of a list that a query asks for, or the refusal of the query. */
type Choice = (query: URLSearchParams) => readonly Row[] | FakeReply;

const npsResponses = [...new Set([...npsByTarget.accounts, ...npsByTarget.organization])];

/** Lists without a parent, with all their rows. */
const LISTS: Readonly<Record<string, readonly Row[]>> = {
  organizations,
  accounts,
  users,
  admins,
  conversations,
  notes,
  noteCategories,
  tasks,
  taskCategories,
  projects,
  projectTemplates,
  projectCategories,
  npsResponses,
  customObjects,
  meetings,
  meetingTranscripts,
};

const CHOICES: Readonly<Record<string, Choice>> = {
  accounts: accountsByStatus,
  notes: byArchive(notes),
  tasks: byArchive(tasks),
  projects: byArchive(projects),
  meetings: byArchive(meetings),
  npsResponses: npsByTargetOf,
};

/** Definitions of custom objects come ten at a time: a page that is not full, and yet not the last. */
const PAGINGS: Readonly<Record<string, Paging>> = { customObjects: { atMost: 10 } };

export function addRoutes(api: FakeApi, switches: Switches): void {
  const reply = (request: FakeRequest, choice: Choice, paging: Paging = {}): FakeReply => {
    const chosen = choice(request.query);
    return isReply(chosen) ? chosen : pageOf(changed(chosen, request, switches), request.query, paging, switches);
  };
  api.get("/resources/admins/search", ({ query }) => found(admins.find(({ email }) => email === query.get("email"))));
  api.get("/resources/users/search", ({ query }) => ({ json: { results: matching(users, query) } }));
  for (const [name, rows] of Object.entries(LISTS)) {
    const choice = CHOICES[name] ?? (() => rows);
    api.get(`/resources/${name}`, (request) => reply(request, choice, PAGINGS[name]));
    api.get(`/resources/${name}/:id`, ({ params }) => single(name, rows, params["id"] ?? ""));
  }
  api.get("/resources/customObjects/:id/instances", (request) => {
    const rows = instances.get(request.params["id"] ?? "");
    return rows === undefined ? NOT_FOUND : reply(request, byArchive(rows));
  });
  api.get("/resources/customObjects/:id/instances/search", ({ params, query }) => {
    const rows = instances.get(params["id"] ?? "");
    return rows === undefined ? NOT_FOUND : { json: matching(rows, query) };
  });
  api.get("/resources/customFields", ({ query }) => ({ json: customFieldsOf(query.get("model")) }));
  api.get("/resources/surveys/:id/responses", (request) => {
    const rows = surveys.get(request.params["id"] ?? "");
    return rows === undefined ? NOT_FOUND : reply(request, () => rows, { envelope: "data" });
  });
  api.get("/resources/surveyResponses/:id", ({ params }) => {
    const row = [...surveys.values()].flat().find(({ id }) => id === params["id"]);
    return row === undefined ? NOT_FOUND : { json: { data: row } };
  });
}

function isReply(choice: readonly Row[] | FakeReply): choice is FakeReply {
  return !Array.isArray(choice);
}

function found(json: unknown): FakeReply {
  return json === undefined ? NOT_FOUND : { json };
}

/** One record by its id: the bare object. */
function single(list: string, rows: readonly Row[], wanted: string): FakeReply {
  const row = rows.find(({ id }) => id === wanted);
  return found(row !== undefined && list === "conversations" ? detailOf(row) : row);
}

function matching(rows: readonly Row[], query: URLSearchParams): readonly Row[] {
  return rows.filter((row) => [...query].every(([field, value]) => row[field] === value));
}

function accountsByStatus(query: URLSearchParams): readonly Row[] | FakeReply {
  const status = query.get("status") ?? "active";
  if (!["active", "churned", "activeOrChurned"].includes(status)) return badRequest("status is not valid");
  if (status === "activeOrChurned") return accounts;
  return accounts.filter(({ churnedAt }) => (churnedAt === null) === (status === "active"));
}

function byArchive(rows: readonly Row[]): Choice {
  return (query) => rows.filter(({ archivedAt }) => (archivedAt !== null) === (query.get("archived") === "true"));
}

/** One client says `organizations`, so that passes too. */
function npsByTargetOf(query: URLSearchParams): readonly Row[] | FakeReply {
  const target = query.get("target") ?? "accounts";
  if (target === "accounts") return npsByTarget.accounts;
  return /^organizations?$/.test(target) ? npsByTarget.organization : badRequest("target is not valid");
}

/** The rows as the switches make them. */
function changed(rows: readonly Row[], { query }: FakeRequest, switches: Switches): readonly Row[] {
  const isLater = query.has("from");
  const oldest = switches.updateBetweenPages && isLater ? sorted(rows, "updatedAt").at(-1)?.id : undefined;
  return rows.map((row) => ({
    ...row,
    ...(row.id === oldest ? { updatedAt: "2026-03-01T00:00:00.000Z" } : {}),
    ...(switches.unknownField ? { [UNKNOWN_FIELD]: { score: 1 } } : {}),
  }));
}
