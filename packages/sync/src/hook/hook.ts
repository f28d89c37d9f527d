import { redactor } from "@sluice/core/internal";
import type { RunRecord } from "../destinations/destination.js";
import { type Environment, filledIn, variablesIn } from "../project/environment.js";
import { ProjectError } from "../project/error.js";
import type { Project } from "../project/project.js";
import { runCommand } from "./command.js";
import { payloadOf } from "./payload.js";
import { splitCommand } from "./split.js";
import { post } from "./webhook.js";

/** How long a call may take. */
const TIMEOUT_MS = 30_000;

export interface HookOptions {
  /** Without secrets. */
  readonly destination: string;
  readonly environment: Environment;
  /** Gets why a call failed. */
  readonly onWarning: (connection: string, text: string) => void;
  readonly timeoutMs?: number;
}

/** `onRun` of the project: a command or a URL that is called with each run that has ended. Whatever happens to it, the sync is over. */
export class RunHook {
  /** A URL or a command line as a list of one text, or the arguments of a command. */
  readonly #written: readonly string[];
  readonly #options: HookOptions;

  private constructor(written: readonly string[], options: HookOptions) {
    this.#written = written;
    this.#options = options;
  }

  /** Undefined where the project has none. @throws ProjectError if it is not a command. */
  static of(onRun: Project["onRun"], options: HookOptions): RunHook | undefined {
    if (onRun === undefined) return undefined;
    if (Array.isArray(onRun)) return new RunHook(onRun, options);
    // a text that is a variable alone may be a URL
    const isUrl = isHttp(onRun) || (/^\$\{\w+\}$/.test(onRun) && isHttp(filledOrEmpty(onRun, options.environment)));
    const written = isUrl ? [onRun] : splitCommand(onRun);
    if (written.length === 0) throw new ProjectError("Invalid onRun: it is empty. Write a command or a URL.");
    return new RunHook(written, options);
  }

  /** A run has ended. A call that fails is a warning. */
  async ended(run: RunRecord): Promise<void> {
    const { environment, destination, onWarning, timeoutMs = TIMEOUT_MS } = this.#options;
    const values = this.#written.flatMap(variablesIn).map((name) => environment[name] ?? "");
    const masked = redactor([
      ...values,
      ...this.#written.filter(isHttp).flatMap(secretParts),
      ...values.flatMap(secretParts),
    ]);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const argv = this.#written.map((text) => filledIn(text, environment));
      const [first = ""] = argv;
      const body = JSON.stringify(payloadOf(run, destination));
      if (argv.length === 1 && isHttp(first)) await post(urlIn(first), body, signal);
      else await runCommand({ argv, environment, masked }, body, signal);
    } catch (error) {
      const reason = signal.aborted ? `it took longer than ${timeoutMs / 1000} s` : reasonOf(error);
      const text = `The hook (onRun) failed: ${reason.replace(/\.$/, "")}. The sync is not affected; correct onRun in the project.`;
      onWarning(run.connection, masked(text));
    }
  }
}

function isHttp(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

function filledOrEmpty(text: string, environment: Environment): string {
  return environment[variablesIn(text)[0] ?? ""] ?? "";
}

/** The parts of a URL that may be a token: webhooks have theirs in the path. */
function secretParts(text: string): readonly string[] {
  if (!isHttp(text) || !URL.canParse(text)) return [];
  const { pathname, search, username, password } = new URL(text);
  return [text, username, password, search, pathname, ...pathname.split("/").filter(({ length }) => length >= 8)];
}

function urlIn(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new Error("it is not a URL");
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
