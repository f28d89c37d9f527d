import type { AuthDesign } from "../../../design/auth.js";
import type { Design } from "../../../design/design.js";
import type { SourceFile } from "../source-file.js";
import { pathPattern } from "../values.js";
import { jwtOf, signedCode, tokenAuths } from "./access.js";
import { functionCode } from "./function-code.js";

/** What the fake's gate has for the streams that are signed in another way than the source. */
export interface OtherGates {
  /** They return a reply, or undefined where the request is let in. */
  readonly statements: string;
  readonly functions: readonly string[];
}

export function otherGates({ streams, authenticators = {} }: Design, file: SourceFile): OtherGates {
  const gates = Object.entries(authenticators).map(([name, auth], index) => {
    const paths = streams.filter(({ signedBy }) => signedBy === name).map(pathPattern);
    const isTheirs = `if (/^\\/(?:${[...new Set(paths)].join("|")})$/.test(request.path))`;
    if (auth.kind === "none") return { statement: `${isTheirs} return undefined;`, text: "" };
    const body = otherCode(auth, file);
    const {
      text,
      name: check,
      args,
    } = functionCode(`isSigned${index + 2}`, body, { file, Tokens: "", result: "boolean" });
    return { statement: `${isTheirs} return ${check}(${args}) ? undefined : UNAUTHORIZED;`, text };
  });
  return { statements: gates.map(({ statement }) => statement).join("\n"), functions: gates.map(({ text }) => text) };
}

function otherCode(auth: AuthDesign, file: SourceFile): string {
  const isFetched = tokenAuths(auth).length > 0 || jwtOf(auth) !== undefined;
  return isFetched
    ? "// TODO: which tokens are valid, and where they are fetched.\nreturn true;"
    : signedCode(auth, file);
}
