import { createHash } from "node:crypto";
import type { JsonObject } from "@sluice/core";
import { FakeApi, type FakeReply, type FakeRequest, type FakeVendor } from "@sluice/testkit";
import { account, lists } from "./account.js";

/** Whatever size is asked for, a page has no more records than this. */
const PAGE = 2;

/** Starts a fake of the Forge API. @param port a fixed port; any free one by default. */
export async function startForge(port = 0): Promise<FakeVendor> {
  const api = await FakeApi.start(port);
  const token = createHash("sha256").update("forge").digest("hex"); // made up, and no scanner takes it for a leak
  api.gate(({ headers }) => (headers["authorization"] === `Bearer ${token}` ? undefined : UNAUTHORIZED));
  for (const [path, records] of lists) api.get(path, (request) => pageOf(api.url, records, request));
  return { api, config: { api_token: token, base_url: api.url }, expected: account };
}

const UNAUTHORIZED: FakeReply = { status: 401, json: { message: "Bad credentials" } };

function pageOf(origin: string, records: readonly JsonObject[], { path, query }: FakeRequest): FakeReply {
  const since = query.get("updated_since");
  const wanted = records.filter(({ updated_at }) => since === null || String(updated_at) >= since);
  const page = Number(query.get("page") ?? 1);
  const link = (to: number, rel: string) => {
    const params = new URLSearchParams(query);
    params.set("page", String(to));
    return `<${origin}${path}?${params}>; rel="${rel}"`;
  };
  const last = Math.max(1, Math.ceil(wanted.length / PAGE));
  const links = [link(1, "first"), link(last, "last"), ...(page < last ? [link(page + 1, "next")] : [])];
  return { json: wanted.slice((page - 1) * PAGE, page * PAGE), headers: { link: links.join(", ") } };
}
