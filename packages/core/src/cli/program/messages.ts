import type { Command } from "commander";

/** How commander's errors are worded here, by its code. A value is never repeated, because it may be a secret. */
const MESSAGES: Readonly<Record<string, (message: string, command: Command) => string>> = {
  "commander.unknownOption": (message) => {
    const option = quotedIn(message);
    return `Unknown option${/^--?[a-z][a-z-]{0,29}$/i.test(option) ? ` ${option}` : ""}.${suggestion(message)}`;
  },
  "commander.unknownCommand": (message, { args: [word] }) => `Unknown command${named(word)}.${suggestion(message)}`,
  "commander.excessArguments": (_message, { args, registeredArguments: { length } }) =>
    `Unexpected argument${named(args[length])}.`,
  "commander.missingArgument": (message) => `Missing ${quotedIn(message)}.`,
  "commander.optionMissingArgument": (message) => `${longIn(message)} needs a value.`,
  "commander.conflictingOption": (message) => {
    const [one, other] = message.split(" cannot be used with ").map(longIn);
    return `${one} and ${other} exclude each other. Pass one.`;
  },
  "commander.invalidArgument": (message) => {
    const end = message.lastIndexOf(" is invalid"); // the value before it may hold any text
    const [, argument, hint] = / is invalid(?: for argument '(\w+)')?\. (.*)$/s.exec(message.slice(end)) ?? [];
    return `Invalid ${argument ?? longIn(message)}. ${hint}`;
  },
};

/** The message of an error of commander's, as this repository says it. */
export function restated(code: string, message: string, command: Command): string {
  return MESSAGES[code]?.(message, command) ?? message;
}

/** The first text in quotes: commander's own words are before it. */
function quotedIn(message: string): string {
  return /'([^']*)'/.exec(message)?.[1] ?? "";
}

/** The long name of the first option: `--yes` of `'-y, --yes'`. */
function longIn(message: string): string {
  return /--[\w-]+/.exec(message)?.[0] ?? quotedIn(message);
}

/** The word, if it looks like a name: short, and without digits and signs of a key. */
function named(word = ""): string {
  return /^[a-z][a-z.-]{0,19}$/i.test(word) ? `: ${word}` : "";
}

function suggestion(message: string): string {
  const [, names] = /\(Did you mean (.+)\?\)$/.exec(message) ?? [];
  return names === undefined ? "" : ` Did you mean ${names}?`;
}
