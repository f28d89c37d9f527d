import type { MarkdownRenderer } from "vitepress";

/** What the documents need of the renderer: diagrams, and code in which Vue evaluates nothing. */
export function configureMarkdown(markdown: MarkdownRenderer): void {
  const { fence, code_inline: inlineCode } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token?.info.trim() !== "mermaid") return fence?.(tokens, index, options, env, self) ?? "";
    return `<MermaidDiagram code="${encodeURIComponent(token.content)}" />`;
  };
  markdown.renderer.rules.code_inline = (tokens, index, options, env, self) => {
    tokens[index]?.attrSet("v-pre", ""); // VitePress does so for blocks alone
    return inlineCode?.(tokens, index, options, env, self) ?? "";
  };
}
