import type { Design } from "../../../design/design.js";
import { rendered } from "../../template.js";
import type { Names } from "../names.js";
import { jwtOf, tokenAuths } from "./access.js";
import { accountFile } from "./account.js";
import { encodersOf } from "./encoders.js";
import { fakeIndexFile } from "./index-file.js";
import type { StreamPlan } from "./plan.js";
import { routesFile } from "./routes.js";

/** The vendor in miniature: its account, its lists and the way in. */
export function fakeFiles(
  design: Design,
  names: Names,
  plans: ReadonlyMap<string, StreamPlan>,
): Readonly<Record<string, string>> {
  const account = accountFile(design, plans);
  const routes = routesFile(design, plans);
  const takes = {
    accountTakesConfig: account.includes("accountOf(config"),
    routesTakeConfig: routes.includes(", config: Config"),
  };
  const kinds = new Set(design.streams.map(({ paging }) => paging.kind));
  const isPaged = [...kinds].some((kind) => kind !== "none" && kind !== "code");
  const jwt = jwtOf(design.auth);
  const encoders = encodersOf(design.streams);
  const hasPastEnd = design.streams.some(({ paging }) => paging.kind === "page" && paging.pastEnd !== undefined);
  const isSaved = tokenAuths(design.auth).some(
    ({ auth }) => "rotates" in auth && auth.rotates?.accessToken !== undefined,
  );
  const values = { isSaved, kinds, encoders, hasEncoders: encoders.size > 0, hasPastEnd };
  return {
    "fake/index.ts": fakeIndexFile(design, names, takes),
    "fake/account.ts": account,
    "fake/routes.ts": routes,
    "fake/lists.ts": rendered("connector/fake/lists.ts", values),
    "fake/serve.ts": rendered("connector/fake/serve.ts", values),
    "fake/requests.ts": rendered("connector/fake/requests.ts", values),
    ...(encoders.size > 0 && { "fake/encode.ts": rendered("connector/fake/encode.ts", values) }),
    ...(isPaged && { "fake/pages.ts": rendered("connector/fake/pages.ts", values) }),
    ...(tokenAuths(design.auth).length > 0 && { "fake/tokens.ts": rendered("connector/fake/tokens.ts", values) }),
    ...(jwt && { "fake/signed.ts": rendered("connector/fake/signed.ts", jwt) }),
  };
}
