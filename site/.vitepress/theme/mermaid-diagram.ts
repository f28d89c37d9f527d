import { useData } from "vitepress";
import { defineComponent, h, onMounted, ref, useId, watch } from "vue";

/** Draws a Mermaid diagram in the reader's browser, again when the appearance changes. Mermaid is loaded with the first diagram. */
export const MermaidDiagram = defineComponent(
  ({ code }: { code: string }) => {
    const { isDark } = useData();
    const id = `diagram-${useId()}`;
    const svg = ref("");

    async function draw(): Promise<void> {
      const { default: mermaid } = await import("mermaid");
      mermaid.initialize({ startOnLoad: false, theme: isDark.value ? "dark" : "neutral", fontFamily: "inherit" });
      svg.value = (await mermaid.render(id, decodeURIComponent(code))).svg;
    }

    onMounted(draw);
    watch(isDark, draw);
    return () => h("div", { class: "diagram", innerHTML: svg.value });
  },
  { props: ["code"] },
);
