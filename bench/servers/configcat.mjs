/** A ConfigCat account of 30 products: nine of its lists, most of them one for each product, answered after a while. */
import { listen } from "./listen.mjs";
import { sampleOf, schemasOf } from "./sample.mjs";

const PRODUCTS = 30;
const CONFIGS = 3;
const PER_MINUTE = 10_000;

/** Stream → the parent that it is asked for by, the path behind that parent's id, and how many rows each parent has. */
export const lists = {
  organizations: { path: "v1/organizations", rows: 1 },
  organization_members: { parent: "organizations", path: "v1/organizations/ID/members", rows: 40 },
  products: { path: "v1/products", rows: PRODUCTS },
  configs: { parent: "products", path: "v1/products/ID/configs", rows: CONFIGS },
  environments: { parent: "products", path: "v1/products/ID/environments", rows: 3 },
  tags: { parent: "products", path: "v1/products/ID/tags", rows: 8 },
  product_members: { parent: "products", path: "v1/products/ID/members", rows: 10 },
  permission_groups: { parent: "products", path: "v1/products/ID/permissions", rows: 4 },
  settings: { parent: "configs", path: "v1/configs/ID/settings", rows: 10 },
};

export const streams = Object.keys(lists);
const allSchemas = schemasOf("source-configcat");
export const schemas = Object.fromEntries(streams.map((stream) => [stream, allSchemas[stream]]));

/** The field by which each parent is known. */
export const keys = { organizations: "organizationId", products: "productId", configs: "configId" };

const parentsOf = ({ parent }) => (parent === undefined ? 1 : parentsOf(lists[parent]) * lists[parent].rows);

/** The fewest requests that can read the nine, and their records. */
export const requests = streams.reduce((sum, stream) => sum + parentsOf(lists[stream]), 0);
export const records = streams.reduce((sum, stream) => sum + parentsOf(lists[stream]) * lists[stream].rows, 0);

export function startConfigCat(latencyMs) {
  const routes = streams.map((stream) => [
    stream,
    new RegExp(`^/${lists[stream].path.replace("ID", String.raw`[a-z]+-(\d+)`)}$`),
  ]);
  const headers = {
    "x-rate-limit-remaining": String(PER_MINUTE),
    "x-rate-limit-reset": new Date(Date.now() + 60_000).toISOString(),
  };
  return listen(
    ({ pathname }) => {
      const [stream, , match] = routes
        .map(([name, route]) => [name, route, route.exec(pathname)])
        .find(([, , found]) => found !== null) ?? [""];
      if (match === undefined) return { status: 404, body: "" };
      return { headers, body: JSON.stringify(rowsOf(stream, Number(match[1] ?? 0))) };
    },
    { latencyMs },
  );
}

/** Rows are numbered through over all parents, so that their ids are their own. */
function rowsOf(stream, parentNumber) {
  const { rows } = lists[stream];
  return Array.from({ length: rows }, (_, index) => {
    const number = parentNumber * rows + index;
    const row = sampleOf(schemas[stream], number);
    return stream in keys ? { ...row, [keys[stream]]: `${stream.slice(0, -1)}-${number}` } : row;
  });
}
