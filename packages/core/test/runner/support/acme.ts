/**
 * A small vendor and its connector, for tests of the runner and the command line: `projects` come in pages, `tasks` belong
 * to a project, `notes` have one page.
 */
import {
  ApiKeyHeaderAuth,
  CursorTokenPaginator,
  type HttpClient,
  HttpStream,
  type JsonObject,
  path,
  type Slice,
  Source,
  type StreamClass,
  s,
  secret,
  setting,
} from "@sluice/core";
import { FakeApi, type FakeRequest } from "@sluice/testkit";
import * as z from "zod";

/** Has characters that JSON, URLs and base64 encode differently. */
export const SECRET = 's3cr3t/"k€y"+&=\\01';

const config = z.looseObject({
  api_key: secret({ title: "API key", description: "Acme shows it under Settings > API." }),
  account: setting({ title: "Account", description: "The name in front of .acme.example." }),
  page_limit: z.number().int().positive().optional().meta({ title: "Page limit", description: "Records in a page." }),
});

type Config = z.infer<typeof config>;

/** Shared by all endpoints of the vendor. */
abstract class AcmeStream extends HttpStream<Config> {
  override readonly recordsAt = "items";
}

export class Projects extends AcmeStream {
  readonly name: string = "projects";
  readonly description = "Projects of the account.";
  readonly schema = s.record({ id: s.key(s.string), name: s.string, size: s.integer, created_at: s.timestamp });
  readonly primaryKey = ["id"];
  override readonly paginator = new CursorTokenPaginator({ at: "next", param: "cursor" });

  path() {
    return "v1/projects";
  }
}

export class Tasks extends AcmeStream {
  readonly name: string = "tasks";
  readonly description = "Tasks of each project.";
  readonly schema = s.record({ project_id: s.key(s.string), id: s.key(s.integer), title: s.string });
  readonly primaryKey = ["project_id", "id"];
  override readonly addParentFields = ["project_id"];

  override slices() {
    return this.each(Projects, ({ id }) => ({ project_id: id }));
  }

  path({ project_id }: Slice) {
    return path`v1/projects/${project_id}/tasks`;
  }
}

export class Notes extends AcmeStream {
  readonly name: string = "notes";
  readonly description = "Notes of the account.";
  readonly schema = s.record({ id: s.key(s.integer), body: s.string });
  readonly primaryKey = [];

  path() {
    return "v1/notes";
  }
}

/** The connector as users get it. */
export class Acme extends Source<typeof config> {
  readonly name = "acme";
  readonly title = "Acme";
  readonly version = "1.2.3";
  readonly documentationUrl = "https://docs.acme.example";
  readonly config = config;
  readonly streams: readonly StreamClass<Config>[] = [Projects, Tasks, Notes];
  readonly limits = { concurrency: 4, requestsPerMinute: 10_000 };

  baseUrl({ account }: Config): string {
    return `https://${account}.acme.example`;
  }

  authenticator({ api_key }: Config): ApiKeyHeaderAuth {
    return new ApiKeyHeaderAuth({ header: "x-api-key", key: encodeURIComponent(api_key) });
  }

  async probe(http: HttpClient): Promise<void> {
    await http.send(http.request("v1/me"), "check");
  }
}

/** The data of the account; a test may change it before it reads. */
export interface Account {
  projects: JsonObject[];
  /** Project id → its tasks, without the id that the connector adds. */
  tasks: Record<string, JsonObject[]>;
  notes: JsonObject[];
}

/** A running fake of the vendor. */
export interface FakeAcme {
  readonly api: FakeApi;
  readonly config: JsonObject;
  readonly account: Account;
}

const PAGE = 2;

/** Starts the vendor with five projects in three pages, of which two have tasks, and three notes. */
export async function startAcme(): Promise<FakeAcme> {
  const account = freshAccount();
  const api = await FakeApi.start();
  api
    .gate(({ headers }) => (headers["x-api-key"] === encodeURIComponent(SECRET) ? undefined : { status: 401 }))
    .get("/v1/me", () => ({ json: { ok: true } }))
    .get("/v1/projects", (request) => ({ json: page(account.projects, request) }))
    .get("/v1/projects/:id/tasks", ({ params }) => ({ json: { items: account.tasks[params["id"] ?? ""] ?? [] } }))
    .get("/v1/notes", () => ({ json: { items: account.notes } }));
  return { api, account, config: { api_key: SECRET, account: "initech", base_url: api.url } };
}

function freshAccount(): Account {
  return {
    projects: [1, 2, 3, 4, 5].map((n) => ({
      id: `p${n}`,
      name: `Project ${n}`,
      size: n,
      created_at: "2026-02-01T10:00:00Z",
    })),
    tasks: {
      p1: [
        { id: 1, title: "Plan" },
        { id: 2, title: "Build" },
      ],
      p4: [{ id: 1, title: "Ship" }],
    },
    notes: [1, 2, 3].map((id) => ({ id, body: `Note ${id}` })),
  };
}

function page(items: readonly JsonObject[], { query }: FakeRequest): JsonObject {
  const start = Number(query.get("cursor") ?? 0);
  const end = start + PAGE;
  return { items: items.slice(start, end), next: end < items.length ? end : null };
}

/** Whether a request is the one that reads notes. */
export const atNotes = (request: FakeRequest): boolean => request.path === "/v1/notes";
/** Whether a request is one for a page of projects. */
export const atProjects = (request: FakeRequest): boolean => request.path === "/v1/projects";
