import { fileURLToPath } from "node:url";

/**
 * An error for the author of the code: its message, and the lines of the stack that are in the connector's folder. A syntax error
 * has its file and line in the message.
 *
 * @param stack the whole of `error.stack`.
 */
export function authorError(stack: string, folder: URL): string {
  const path = fileURLToPath(folder);
  const lines = stack.split("\n");
  const firstFrame = lines.findIndex((line) => /^\s+at /.test(line));
  if (firstFrame < 0) return stack;
  const own = lines
    .slice(firstFrame)
    .filter((line) => line.includes(path) && !line.includes("node_modules"))
    .map((line) => line.replaceAll(`file://${path}`, "").replaceAll(path, ""));
  return [...lines.slice(0, firstFrame), ...own].join("\n");
}
