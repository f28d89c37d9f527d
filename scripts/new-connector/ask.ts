import { createInterface } from "node:readline/promises";
import { InputError } from "./design.js";
import type { ApiDocument } from "./openapi.js";
import type { Options } from "./options.js";
import { authOf, baseUrlOf, nameOf, pagingOf, recordsAtOf, streamOf } from "./read-options.js";

/**
 * Asks for what the options and the API's document leave open. An invalid answer is explained, and asked for again.
 *
 * @throws InputError if the input ends before the last answer.
 */
export async function ask(
  options: Options,
  document: ApiDocument | undefined,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<Options> {
  const lines = createInterface({ input });
  // Read as an iterator: lines that come while nobody asks are kept.
  const answers = lines[Symbol.asyncIterator]();

  /** @param read throws InputError for an answer that will not do. */
  const answer = async (question: string, usual: string, read: (text: string) => unknown): Promise<string> => {
    for (;;) {
      output.write(usual === "" ? `${question} ` : `${question} [${usual}] `);
      const { value, done } = await answers.next();
      if (done === true) throw new InputError("\nThe answers ended too early; nothing was written.");
      const text = value.trim() || usual;
      try {
        read(text);
        return text;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        output.write(`${error.message}\n`);
      }
    }
  };

  const streams = async (): Promise<readonly string[]> => {
    const given: string[] = [];
    for (;;) {
      const question =
        given.length === 0 ? "A list, as NAME:PATH:KEY (users:/v1/users:id):" : "Another one (Enter: no more):";
      const text = await answer(question, "", (line) => (line === "" && given.length > 0 ? undefined : streamOf(line)));
      if (text === "") return given;
      given.push(text);
    }
  };

  try {
    const name = options.name ?? (await answer("Name, in one word (acme):", document?.name ?? "", nameOf));
    const title =
      options.title ?? (await answer("Title, as people write it:", document?.title ?? capital(name), anything));
    const baseUrl =
      options.baseUrl ?? (await answer("Base URL (https://api.acme.example):", document?.baseUrl ?? "", baseUrlOf));
    const auth =
      options.auth ??
      (document?.auth
        ? undefined
        : await answer("Auth: bearer, basic, header[:NAME] or query[:NAME]:", "bearer", authOf));
    const paging =
      options.paging ?? (await answer("Paging: cursor, page, offset, next-url or none:", "cursor", pagingOf));
    const isGiven = document !== undefined || options.streams.length > 0;
    const asked = isGiven ? options.streams : await streams();
    const recordsAt =
      options.recordsAt ??
      (document === undefined
        ? await answer("Where replies have the list (. for a bare array):", "data", recordsAtOf)
        : undefined);
    const incremental =
      options.incremental ?? (await answer("Field of the last change, e.g. updated_at (Enter: none):", "", anything));
    return {
      ...options,
      ...{ name, title, baseUrl, paging, incremental, streams: asked },
      ...(auth !== undefined && { auth }),
      ...(recordsAt !== undefined && { recordsAt }),
    };
  } finally {
    lines.close();
  }
}

function anything(): void {}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
