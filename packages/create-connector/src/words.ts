/** In snake case, without accents: `userID` → `user_id`, `/v1/project-users` → `v1_project_users`. */
export function snake(text: string): string {
  return withoutAccents(text)
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
}

/** `Café` → `Cafe`. */
export function withoutAccents(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "");
}

/** Words as the name of a package, which begins with a letter: `Zoo Keeper 2` → `zoo-keeper-2`. */
export function slug(text: string): string {
  return withoutAccents(text)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[-\d]+|-+$/g, "");
}
