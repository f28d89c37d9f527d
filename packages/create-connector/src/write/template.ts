import { fileURLToPath } from "node:url";
import { Eta } from "eta";

const eta = new Eta({
  views: fileURLToPath(new URL("../../templates/", import.meta.url)),
  autoEscape: false,
  autoTrim: [false, "nl"],
  cache: true,
});

/** The text of a template. @param name its path below `templates`, without `.eta`. */
export function rendered(name: string, values: object): string {
  return eta.render(`${name}.eta`, values);
}
