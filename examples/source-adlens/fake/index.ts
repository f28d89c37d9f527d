import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { FakeApi, type FakeReply, type FakeRequest, type FakeVendor } from "@sluice/testkit";
import { account, campaigns, invoices } from "./account.js";
import { Reports } from "./reports.js";

/** Whatever size is asked for, a page has no more records than this. */
const PAGE = 2;

/** Starts a fake of the Adlens API. @param port a fixed port; any free one by default. */
export async function startAdlens(port = 0): Promise<FakeVendor & { readonly reports: Reports }> {
  const api = await FakeApi.start(port);
  const tokens = [tokenOf(0)]; // the last one is valid
  const private_key = newKey();
  const publicKey = createPublicKey(private_key);
  api.gate(({ path, headers }) => {
    return path === "/oauth/token" || headers["authorization"] === `Bearer ${tokens.at(-1)}` ? undefined : UNAUTHORIZED;
  });
  api.post("/oauth/token", ({ form }) => {
    const isGenuine = isSignedBy(publicKey, form.get("assertion") ?? "");
    return isGenuine
      ? { json: { access_token: tokens.at(-1), expires_in: 3600 } }
      : { status: 400, json: INVALID_GRANT };
  });
  api.get("/v1/campaigns", pageOfCampaigns);
  api.get("/v1/invoices.xml", () => ({ text: invoicesAsXml(), headers: { "content-type": "application/xml" } }));
  const reports = new Reports(api);
  const client_email = "reports@adlens.example";
  const config = { client_email, private_key, start_date: "2026-09-05", base_url: api.url };
  const expireTokens = () => void tokens.push(tokenOf(tokens.length));
  return { api, config, expected: account, secrets: tokens, expireTokens, reports };
}

/** Made up, and no scanner takes it for a leak. */
function tokenOf(number: number): string {
  return createHash("sha256").update(`adlens ${number}`).digest("hex");
}

/** A private key, in PEM. */
export function newKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

const UNAUTHORIZED: FakeReply = { status: 401, json: { error: "The token is missing or not valid." } };
const INVALID_GRANT = { error: "invalid_grant", error_description: "The signature is not that of the account." };

function isSignedBy(key: KeyObject, jwt: string): boolean {
  const [header = "", claims = "", signature = ""] = jwt.split(".");
  return verify(null, Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, "base64url"));
}

function pageOfCampaigns({ query }: FakeRequest): FakeReply {
  const page = Number(query.get("page") ?? 1);
  return { json: { page_size: PAGE, campaigns: campaigns.slice((page - 1) * PAGE, page * PAGE) } };
}

function invoicesAsXml(): string {
  const items = invoices.map(({ number, issued_on, total, campaign_ids }) => {
    const lines = campaign_ids.map((id) => `<campaign>${id}</campaign>`).join("");
    return `<invoice><number>${number}</number><issued_on>${issued_on}</issued_on><total currency="EUR">${total}</total>${lines}</invoice>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<invoices>${items.join("\n")}</invoices>\n`;
}
