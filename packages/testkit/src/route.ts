/** The parameters of a path that fits, else undefined. */
export type Route = (path: string) => Readonly<Record<string, string>> | undefined;

/** Compiles `/v1/products/:productId/tags`. */
export function compileRoute(pattern: string): Route {
  const names: string[] = [];
  const source = pattern
    .split("/")
    .map((part) => {
      if (!part.startsWith(":")) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      names.push(part.slice(1));
      return "([^/]+)";
    })
    .join("/");
  const expression = new RegExp(`^${source}$`);
  return (path) => {
    const match = expression.exec(path);
    if (match === null) return undefined;
    return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")]));
  };
}
