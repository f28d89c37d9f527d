import { HttpStream, isoSeconds, LinkHeaderPaginator, minutes, path, SinceCursor, type Slice, s } from "@sluice/core";
import type { Config } from "./config.js";

/** All lists are paged alike: the `Link` header has the address of the next page. */
abstract class ForgeStream extends HttpStream<Config> {
  override readonly paginator = new LinkHeaderPaginator({ size: { param: "per_page", value: 100 } });
}

export class Organizations extends ForgeStream {
  readonly name = "organizations";
  readonly description = "Organizations that the token may see.";
  readonly schema = s.record({ login: s.key(s.string), title: s.string, members: s.integer });
  readonly primaryKey = ["login"];

  path() {
    return "v2/organizations";
  }
}

export class Repositories extends ForgeStream {
  readonly name = "repositories";
  readonly description = "Repositories of each organization.";
  readonly schema = s.record({
    organization: s.key(s.refers(s.string, "organizations")),
    name: s.key(s.string),
    is_private: s.boolean,
    created_at: s.timestamp,
  });
  readonly primaryKey = ["organization", "name"];
  override readonly addParentFields = ["organization"];

  override slices() {
    return this.each(Organizations, ({ login }) => ({ organization: login }));
  }

  path({ organization }: Slice) {
    return path`v2/organizations/${organization}/repositories`;
  }
}

/** The API filters by time, and shows a change up to a few minutes late. Each repository has its own state. */
const changedSince = new SinceCursor({
  field: "updated_at",
  from: "updated_since",
  as: isoSeconds,
  lookback: minutes(5),
});

export class Issues extends ForgeStream {
  readonly name = "issues";
  readonly description = "Issues of each repository.";
  readonly schema = s.record({
    organization: s.key(s.string),
    repository: s.key(s.string),
    number: s.key(s.integer),
    title: s.string,
    state: s.string,
    labels: s.array(s.string),
    updated_at: s.timestamp,
  });
  readonly primaryKey = ["organization", "repository", "number"];
  override readonly cursor = changedSince;
  override readonly addParentFields = ["organization", "repository"];

  override slices() {
    return this.each(Repositories, ({ organization, name }) => ({ organization, repository: name }));
  }

  path({ organization, repository }: Slice) {
    return path`v2/organizations/${organization}/repositories/${repository}/issues`;
  }
}

export class Comments extends ForgeStream {
  readonly name = "comments";
  readonly description = "Comments on each issue: one request for an issue, at least.";
  readonly schema = s.record({
    organization: s.key(s.string),
    repository: s.key(s.string),
    issue: s.key(s.integer),
    id: s.key(s.string),
    author: s.string,
    body: s.string,
    created_at: s.timestamp,
  });
  readonly primaryKey = ["organization", "repository", "issue", "id"];
  override readonly addParentFields = ["organization", "repository", "issue"];

  override slices() {
    return this.each(Issues, ({ organization, repository, number }) => ({ organization, repository, issue: number }));
  }

  path({ organization, repository, issue }: Slice) {
    return path`v2/organizations/${organization}/repositories/${repository}/issues/${issue}/comments`;
  }
}

/** In the order in which `discover` lists them. */
export const streams = [Organizations, Repositories, Issues, Comments];
