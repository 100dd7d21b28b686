// @ts-check
// The tabs: what one works with; Left, Right, Home and End move between them.

/** @type {() => HTMLElement[]} */
const tabs = () => [...document.querySelectorAll("[role=tablist] > [role=tab]")].map(tab => /** @type {any} */ (tab));

/** Show the panel of a tab, if there is one. @param {string} name such as "script" */
export function openTab(name) {
  if (!tabs().some(tab => tab.getAttribute("aria-controls") === name)) return;
  for (const tab of tabs()) {
    const isOpen = tab.getAttribute("aria-controls") === name;
    tab.setAttribute("aria-selected", String(isOpen));
    tab.tabIndex = isOpen ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
    if (panel) panel.hidden = !isOpen;
  }
  document.documentElement.dataset.tab = name;
  document.dispatchEvent(new CustomEvent("tab", { detail: name }));
}

/** The name of the open tab. */
export const openedTab = () => document.documentElement.dataset.tab ?? "formula";

export function buildTabs() {
  for (const tab of tabs()) {
    tab.addEventListener("click", () => openTab(tab.getAttribute("aria-controls") ?? ""));
    tab.addEventListener("keydown", event => {
      const all = tabs(), at = all.indexOf(tab);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = all.at(to % all.length);
      openTab(next?.getAttribute("aria-controls") ?? "");
      next?.focus();
    });
  }
  openTab("formula");
}
