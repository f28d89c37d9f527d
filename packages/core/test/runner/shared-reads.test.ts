/** A stream that is the parent of another one: which lists a run fetches, and that sharing them changes nothing else. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { path, type Slice, s } from "@sluice/core";
import { configuredCatalog, type Output, runSource } from "@sluice/testkit";
import { Acme, atProjects, type FakeAcme, startAcme, Tasks } from "./support/acme.js";

/** The comments of each task, whose parent is a child itself. */
class Comments extends Tasks {
  override readonly name: string = "comments";
  override readonly schema = s.record({ project_id: s.key(s.string), id: s.key(s.integer), title: s.string });
  override slices() {
    return this.each(Tasks, ({ project_id, id }) => ({ project_id, id }));
  }
  override path({ project_id, id }: Slice) {
    return path`v1/projects/${project_id}/tasks/${id}/comments`;
  }
}

class Commented extends Acme {
  override readonly streams = [...new Acme().streams, Comments];
}

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
  acme.api.get("/v1/projects/:project/tasks/:id/comments", () => ({ json: { items: [{ id: 7, title: "Done" }] } }));
});
afterEach(() => acme.api.close());

type Options = Parameters<typeof runSource>[2];
const read = (options: Options = {}, source = new Acme()) =>
  runSource(source, "read", { config: acme.config, streams: ["projects", "tasks"], ...options });
const pagesOfProjects = () => acme.api.requests.filter(atProjects).length;
const statesOf = (output: Output, stream: string) => output.states(stream).map(({ data }) => data);

describe("a stream that is a parent too", () => {
  test("is fetched once, and written as it is without a child", async () => {
    const alone = await read({ streams: ["projects"] });
    acme.api.requests.length = 0;
    const both = await read();
    expect(pagesOfProjects()).toBe(3);
    expect(both.records("projects")).toEqual(alone.records("projects"));
    expect(both.states("projects")).toEqual(alone.states("projects"));
    expect(both.order("projects")).toBe(alone.order("projects"));
    expect(both.counts()).toEqual({ projects: 5, tasks: 3 });
    expect(both.status).toBe(0);
  });

  test("is fetched once if the child is read first, and alone at that time", async () => {
    const catalog = configuredCatalog(["tasks", "projects"]);
    const output = await read({ catalog, config: { ...acme.config, concurrency: 1 } });
    expect(pagesOfProjects()).toBe(3);
    expect(output.counts()).toEqual({ projects: 5, tasks: 3 });
  });

  test("is fetched once with its own parent, at any depth", async () => {
    const output = await read({ streams: ["projects", "tasks", "comments"] }, new Commented());
    expect(output.counts()).toEqual({ projects: 5, tasks: 3, comments: 3 });
    expect(acme.api.requests).toHaveLength(3 + 5 + 3);
  });

  test("is fetched once for a grandchild, although the child between them is not read", async () => {
    const output = await read({ streams: ["projects", "comments"] }, new Commented());
    expect(output.counts()).toEqual({ projects: 5, comments: 3 });
    expect(acme.api.requests).toHaveLength(3 + 5 + 3);
  });

  test("keeps the states of its own mode", async () => {
    const catalog = configuredCatalog(["tasks", "projects"], "incremental");
    const output = await read({ catalog, config: { ...acme.config, concurrency: 1 } });
    expect(pagesOfProjects()).toBe(3);
    expect(statesOf(output, "projects")).toEqual([{ __ab_no_cursor_state_message: true }]);
  });

  test("fails with its children at a page that cannot be read, after the records before it", async () => {
    acme.api.inject({ at: ({ query }) => query.get("cursor") === "4", reply: { status: 403, json: {} } });
    const output = await read();
    expect(output.status).toBe(1);
    expect(output.records("projects")).toEqual(acme.account.projects.slice(0, 4));
    expect(statesOf(output, "projects")).toEqual([{ cursor: 2 }, { cursor: 4 }]);
    expect(output.counts()).toEqual({ projects: 4, tasks: 3 });
    for (const stream of ["projects", "tasks"]) {
      expect(output.statuses(stream).at(-1)).toBe("INCOMPLETE");
      expect(output.errors(stream)[0]?.["message"]).toMatch(/GET \/v1\/projects answered HTTP 403/);
    }
  });

  test("is fetched to its end for its children if --limit ends its own records", async () => {
    acme.account.tasks = { p5: [{ id: 9, title: "Late" }] };
    const output = await read({ limit: 1 });
    expect(output.counts()).toEqual({ projects: 1, tasks: 1 });
    expect(pagesOfProjects()).toBe(3);
  });

  test("is fetched for its children alone if an earlier attempt has read it", async () => {
    const state = { projects: { __ab_full_refresh_sync_complete: true } };
    const output = await read({ state, catalog: configuredCatalog(["projects", "tasks"]) });
    expect(output.counts()).toEqual({ tasks: 3 });
    expect(pagesOfProjects()).toBe(3);
  });

  test("is read from its state for itself, and from the start for its children", async () => {
    const state = { projects: { cursor: 4 } };
    const output = await read({ state, catalog: configuredCatalog(["projects", "tasks"]) });
    expect(output.records("projects")).toEqual(acme.account.projects.slice(4));
    expect(output.counts()).toEqual({ projects: 1, tasks: 3 });
    expect(pagesOfProjects()).toBe(1 + 3);
  });

  test("is not read ahead if no child is read", async () => {
    await read({ streams: ["projects"], limit: 1 });
    expect(pagesOfProjects()).toBeLessThan(3);
  });

  test("is not read ahead if an earlier attempt has read its children", async () => {
    const state = { tasks: { __ab_full_refresh_sync_complete: true } };
    await read({ state, catalog: configuredCatalog(["projects", "tasks"]), limit: 1 });
    expect(pagesOfProjects()).toBeLessThan(3);
  });
});
