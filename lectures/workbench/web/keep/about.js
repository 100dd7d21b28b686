// @ts-check
// What the page is made of: names, versions, licences. Their texts come with it.

import { dialog } from "../bar.js";
import { part } from "../parts.js";
import { carriedText } from "../python/python.js";

export async function about() {
  /** @type {{ parts: string[][], texts: string[][] }} */
  const { parts, texts } = JSON.parse(await carriedText("licences"));
  dialog("About the workbench",
    part("p", {}, "One page that holds all it needs: it asks nothing of the network, and what you write stays in this browser. A stepper or slides that are exported run what the script made, so open those of scripts that you trust. Its parts:"),
    part("table", { className: "licences" },
      part("thead", {}, part("tr", {}, ...["Part", "Version", "Licence"].map(word => part("th", { scope: "col" }, word)))),
      part("tbody", {}, ...parts.map(row => part("tr", {}, ...row.map(word => part("td", {}, word)))))),
    ...texts.map(([name, text]) => part("details", {}, part("summary", {}, `The licence of ${name}`), part("pre", { tabIndex: 0 }, text))));
}
