/** The options that runners of Singer taps pass; other options of `read` may follow. */
const TAP_OPTIONS = ["--config", "--catalog", "--properties", "--state", "--discover"];

/** Options that Meltano passes to every call, and that `discover` does not have. */
const NOT_FOR_DISCOVERY = ["--catalog", "--properties", "--state"];

/**
 * A command line as Singer has it, `--config FILE --discover` or `--config FILE --catalog FILE --state FILE`, with the command
 * that it means in front: so a connector's bin is a Singer tap too. Any other command line is returned unchanged.
 */
export function withTapCommand(argv: readonly string[]): readonly string[] {
  const [first = ""] = argv;
  if (!TAP_OPTIONS.includes(optionName(first))) return argv;
  if (!argv.includes("--discover")) return ["read", "--format=singer", ...argv];
  const words = argv.filter((word, index) => {
    const isValue = NOT_FOR_DISCOVERY.includes(argv[index - 1] ?? "");
    return word !== "--discover" && !isValue && !NOT_FOR_DISCOVERY.includes(optionName(word));
  });
  return ["discover", "--format=singer", ...words];
}

/** `--config` of `--config=FILE`. */
function optionName(word: string): string {
  return word.split("=", 1)[0] ?? "";
}
