/** What the page does: filters by connection and status, changes the theme, and opens everything for printing. It works without, too. */
export const SCRIPT = `
const all = (selector) => document.querySelectorAll(selector);
const root = document.documentElement;

const toggle = document.querySelector("[data-theme-toggle]");
const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const show = () => { toggle.textContent = isDark() ? "Light" : "Dark"; toggle.setAttribute("aria-pressed", String(isDark())); };
toggle.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; show(); });
show();

const connection = document.querySelector("[data-filter=connection]");
const failed = document.querySelector("[data-filter=failed]");
const filter = () => {
  const name = connection?.value ?? "";
  for (const element of all("[data-connection]")) {
    const isOther = name !== "" && element.dataset.connection !== name;
    const isComplete = failed?.checked === true && element.dataset.status === "complete";
    element.hidden = isOther || isComplete;
  }
};
connection?.addEventListener("change", filter);
failed?.addEventListener("change", filter);
filter();

addEventListener("beforeprint", () => { for (const details of all("details")) details.open = true; });
`;
