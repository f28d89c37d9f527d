import { ok } from "node:assert";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { examples } from "./stage.js";

/** What the page shows of an example must be in it, letter by letter, and every example must be linked. */
export async function tryQuotations(): Promise<string> {
  const page = await readFile(`${examples}.md`, "utf8");
  const names = await readdir(examples);
  const files = await Promise.all(names.map((name) => readFile(join(examples, name), "utf8")));
  for (const name of names) ok(page.includes(`](deploying/${name})`), `${name} is not linked`);
  const quotations = [...page.matchAll(/^```(?:json|python|yaml)\n(.*?)^```$/gms)].map(([, text = ""]) => text);
  for (const text of quotations) {
    ok(
      files.some((file) => file.includes(text)),
      `no example says:\n${text}`,
    );
  }
  return `links ${names.length} examples, and its ${quotations.length} quotations are in them`;
}
