/** A name without case and punctuation, to compare spellings: `page[Number]` → `pagenumber`. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** The singular of a word in snake case; good enough to compare names of APIs. */
export function singular(word: string): string {
  if (/(ss|us|is|news|series|status)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(xes|ches|shes|sses|zes)$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") ? word.slice(0, -1) : word;
}

/** A description as one sentence without markup, at most 200 characters long. */
export function sentence(text: string): string {
  const plain = text
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*_#>|]{1,3}(?=\S)|(?<=\S)[`*|]{1,3}/g, "")
    .trim();
  const [paragraph = ""] = plain.split(/\n\s*\n/);
  const line = paragraph.replaceAll(/\s+/g, " ").trim();
  const first = /^.*?(?<!\be\.g|\bi\.e|\betc|\bvs)[.!?](?=\s|$)/.exec(line)?.[0] ?? line;
  const short = first.length > 200 ? `${first.slice(0, 196).replace(/\s\S*$/, "")} …` : first;
  return short === "" || /[.!?…]$/.test(short) ? short : `${short}.`;
}
