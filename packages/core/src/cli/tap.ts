/** The options by which a runner of Singer taps calls one; the others of `read` may follow. */
const TAP_OPTIONS = ["--config", "--catalog", "--state", "--discover"];

/** What Meltano hands to every call, and what means nothing to a discovery. */
const NOT_FOR_DISCOVERY = ["--catalog", "--state"];

/**
 * A command line as Singer has it, `--config FILE --discover` or `--config FILE --catalog FILE --state FILE`, with the command
 * that it stands for in front: so a connector's bin is a tap as it is. Any other comes back unchanged.
 */
export function withTapCommand(argv: readonly string[]): readonly string[] {
  const [first = ""] = argv;
  if (!TAP_OPTIONS.includes(nameOf(first))) return argv;
  if (!argv.includes("--discover")) return ["read", "--format=singer", ...argv];
  const words = argv.filter((word, index) => {
    const isValue = NOT_FOR_DISCOVERY.includes(argv[index - 1] ?? "");
    return word !== "--discover" && !isValue && !NOT_FOR_DISCOVERY.includes(nameOf(word));
  });
  return ["discover", "--format=singer", ...words];
}

/** `--config` of `--config=FILE`. */
function nameOf(word: string): string {
  return word.split("=", 1)[0] ?? "";
}
