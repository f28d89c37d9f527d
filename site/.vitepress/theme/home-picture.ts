import { useData, withBase } from "vitepress";
import { defineComponent, h } from "vue";

/** The picture below the hero, which the home page's front matter names: `picture: { src, alt, width, height }`. */
export const HomePicture = defineComponent(() => {
  const { frontmatter } = useData();
  return () => {
    const { picture } = frontmatter.value;
    return h("p", { class: "home-picture" }, h("img", { ...picture, src: withBase(picture.src) }));
  };
});
