import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startHellobaton } from "../fake/index.js";
import { Hellobaton, type ProjectRecord, Projects } from "../src/index.js";

let fake: Awaited<ReturnType<typeof startHellobaton>>;
beforeAll(async () => {
  fake = await startHellobaton();
});
afterAll(() => fake.api.close());

test("a program gets the projects as typed objects, all of them", async () => {
  const projects: ProjectRecord[] = [];
  for await (const each of new Hellobaton().records(Projects, fake.config)) projects.push(each);
  expect(projects).toEqual(fake.expected.get("projects"));
});
