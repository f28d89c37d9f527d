/** The grammar that all commands of this repository share. */
export { InvalidArgumentError, Option } from "commander";
export { CliCommand, type Completer, type Statuses, UsageError } from "./command.js";
export { createProgram, type ProgramFacts, runProgram } from "./program.js";
export { names, several, wholeNumber } from "./values.js";
