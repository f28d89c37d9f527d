import { readFileSync } from "node:fs";
import { ConnectorError, type RecordOf } from "@sluice/core";
import { Leads, PersistIQ } from "@sluice/source-persistiq";

/** What a program does that uses a connector: compiled and run where only the packed packages are installed. */
const source = new PersistIQ();
const config = JSON.parse(readFileSync("config.json", "utf8")) as { api_key: string; base_url: string };

const leads: RecordOf<Leads>[] = [];
for await (const lead of source.records(Leads, config)) {
  const id: string = lead.id;
  // @ts-expect-error a lead's id is a text: were the type lost on the way into the package, this would pass
  const wrong: number = lead.id;
  if (id !== String(wrong)) throw new Error("a lead without an id");
  leads.push(lead);
}

let refusal: unknown;
try {
  for await (const lead of source.records("leads", { ...config, api_key: "wrong" }))
    leads.push(lead as RecordOf<Leads>);
} catch (error) {
  refusal = error;
}
if (!(refusal instanceof ConnectorError) || refusal.stream !== "leads") throw new Error("a wrong key was not refused");
console.log(JSON.stringify({ leads: leads.length, refusal: refusal.failureType }));
