/**
 * A small vendor and its connector, for tests of the runner and the command line: `projects` come in pages, `tasks` belong
 * to a project, `notes` come whole.
 */
import {
  ApiKeyHeaderAuth,
  CursorToken,
  commonSettings,
  type HttpClient,
  HttpStream,
  integer,
  type JsonObject,
  key,
  path,
  type RecordSchema,
  record,
  type Slice,
  Source,
  type StreamClass,
  secret,
  setting,
  text,
  timestamp,
} from "@sluice/core";
import { FakeApi, type FakeRequest } from "@sluice/testkit";
import * as z from "zod";

/** Has characters that JSON, URLs and base64 each write in their own way. */
export const SECRET = 's3cr3t/"k€y"+&=\\01';

const config = z.looseObject({
  api_key: secret({ title: "API key", description: "Acme shows it under Settings > API." }),
  account: setting({ title: "Account", description: "The name in front of .acme.example." }),
  page_limit: z.number().int().positive().optional().meta({ title: "Page limit", description: "Records in a page." }),
  ...commonSettings,
});

type Config = z.infer<typeof config>;

/** What all endpoints of the vendor share. */
abstract class AcmeStream<S extends RecordSchema> extends HttpStream<S, Config> {
  protected override readonly recordsAt = "items";
}

const project = record({ id: key(text), name: text, size: integer, created_at: timestamp });

export class Projects extends AcmeStream<typeof project> {
  readonly name: string = "projects";
  readonly description = "Projects of the account.";
  readonly schema = project;
  readonly primaryKey = ["id"];
  protected override readonly paginator = new CursorToken({ at: "next", param: "cursor" });

  protected path() {
    return "v1/projects";
  }
}

const task = record({ project_id: key(text), id: key(integer), title: text });

export class Tasks extends AcmeStream<typeof task> {
  readonly name = "tasks";
  readonly description = "Tasks of each project.";
  readonly schema = task;
  readonly primaryKey = ["project_id", "id"];
  protected override readonly inject = ["project_id"];

  protected override slices() {
    return this.each(Projects, ({ id }) => ({ project_id: id }));
  }

  protected path({ project_id }: Slice) {
    return path`v1/projects/${project_id}/tasks`;
  }
}

const note = record({ id: key(integer), body: text });

export class Notes extends AcmeStream<typeof note> {
  readonly name: string = "notes";
  readonly description = "Notes of the account.";
  readonly schema = note;
  readonly primaryKey = [];

  protected path() {
    return "v1/notes";
  }
}

/** The connector as its vendor's users get it. */
export class Acme extends Source<typeof config> {
  readonly name = "acme";
  readonly title = "Acme";
  readonly version = "1.2.3";
  readonly documentationUrl = "https://docs.acme.example";
  readonly config = config;
  protected readonly streams: readonly StreamClass<Config>[] = [Projects, Tasks, Notes];
  protected readonly limits = { concurrency: 4, requestsPerMinute: 10_000 };

  protected baseUrl({ account, base_url }: Config): string {
    return base_url ?? `https://${account}.acme.example`;
  }

  protected authenticator({ api_key }: Config): ApiKeyHeaderAuth {
    return new ApiKeyHeaderAuth("x-api-key", encodeURIComponent(api_key));
  }

  protected async probe(http: HttpClient): Promise<void> {
    await http.send(http.request("v1/me"), "check");
  }
}

/** What the account holds; a test may change it before it reads. */
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
