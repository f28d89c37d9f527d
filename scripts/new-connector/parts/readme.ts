import type { Design } from "../design.js";
import { authParts } from "./auth.js";

/** The README, with empty marks where the docs script writes. */
export function readmeFiles({
  name,
  title,
  auth,
  documentationUrl,
  streams,
}: Design): Readonly<Record<string, string>> {
  const { secret } = authParts(auth, title);
  const text = `# source-${name}

Reads an account of [${title}](${documentationUrl}) through its API. It is a command of its own and a drop-in Airbyte source.

\`\`\`sh
export ${name.toUpperCase()}_${secret.toUpperCase()}=…
npx source-${name} check
npx source-${name} read --streams '${streams[0]?.name}' > ${streams[0]?.name}.jsonl
\`\`\`

## Configuration

Pass the fields as JSON (\`--config FILE\`, or \`--config -\` for standard input) or in the environment.

${marks("configuration")}

## Streams

${marks("streams")}

Which stream takes its slices from which:

${marks("diagram")}

## Fields

${marks("fields")}
`;
  return { "README.md": text };
}

function marks(section: string): string {
  return `<!-- generated: ${section} -->\n<!-- /generated -->`;
}
