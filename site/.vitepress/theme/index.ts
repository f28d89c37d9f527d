import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { h } from "vue";
import { HomePicture } from "./home-picture.js";
import { MermaidDiagram } from "./mermaid-diagram.js";
import "./style.css";

/** VitePress' theme in the project's colors, with a picture on the home page and diagrams. */
const theme: Theme = {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { "home-hero-after": () => h(HomePicture) }),
  enhanceApp({ app }) {
    app.component("MermaidDiagram", MermaidDiagram);
  },
};

export default theme;
