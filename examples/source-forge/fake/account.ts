import type { JsonObject } from "@sluice/core";

/** The path of a list → its records as the API sends them. */
export const lists = new Map<string, readonly JsonObject[]>();

/** Stream → the records that the connector must emit, parents' values included. */
export const account = new Map<string, readonly JsonObject[]>(
  ["organizations", "repositories", "issues", "comments"].map((stream) => [stream, []]),
);

/** Puts a list into the account. `parents` are the values that the connector adds to each record. */
function add(stream: string, path: string, parents: JsonObject, records: readonly JsonObject[]): void {
  lists.set(path, records);
  account.set(stream, [...(account.get(stream) ?? []), ...records.map((record) => ({ ...parents, ...record }))]);
}

const organizations = ["acme", "läden & märkte", "empty"].map((login, index) => ({
  login,
  title: index === 1 ? null : `Organization ${login}`,
  members: 3 ** index,
}));

add("organizations", "/v2/organizations", {}, organizations);
for (const [index, { login }] of organizations.entries()) addRepositories(login, index === 2 ? 0 : 3);

function addRepositories(organization: string, count: number): void {
  const path = `/v2/organizations/${encodeURIComponent(organization)}/repositories`;
  const repositories = times(count, (index) => ({
    name: ["web", "api/v2", "docs"][index] ?? "",
    is_private: index === 1,
    created_at: before(10_000 + index),
  }));
  add("repositories", path, { organization }, repositories);
  for (const [index, { name }] of repositories.entries()) {
    addIssues(`${path}/${encodeURIComponent(name)}/issues`, { organization, repository: name }, index === 0 ? 5 : 2);
  }
}

function addIssues(path: string, parents: JsonObject, count: number): void {
  const issues = times(count, (index) => ({
    number: index + 1,
    title: `Issue ${index + 1}: „Straße“`,
    state: index % 2 === 0 ? "open" : "closed",
    labels: index === 0 ? [] : ["bug", "p1"].slice(0, index),
    updated_at: before(index * 7 + count),
  }));
  add("issues", path, parents, issues);
  for (const { number } of issues) addComments(`${path}/${number}/comments`, { ...parents, issue: number });
}

function addComments(path: string, parents: JsonObject): void {
  const comments = times(parents["issue"] === 1 ? 3 : 1, (index) => ({
    id: `c${index + 1}`,
    author: index === 1 ? null : "ada",
    body: `A comment\nof two lines, ${index + 1}`,
    created_at: before(index),
  }));
  add("comments", path, parents, comments);
}

function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** So many hours before the fake's present. */
function before(hours: number): string {
  return new Date(Date.parse("2026-06-01T12:00:00Z") - hours * 3_600_000).toISOString().replace(".000", "");
}
