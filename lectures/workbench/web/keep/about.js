// @ts-check
// What the page is made of: names, versions, licences. Their texts come with it.

import { dialog } from "../bar.js";
import { carriedText } from "../python/python.js";

export async function about() {
  /** @type {{ parts: string[][], texts: string[][] }} */
  const { parts, texts } = JSON.parse(await carriedText("licences"));
  const said = document.createElement("p"), table = document.createElement("table"), head = table.createTHead().insertRow(), body = table.createTBody();
  said.textContent = "One page that holds all it needs: it asks nothing of the network, and what you write stays in this browser. Its parts:";
  table.className = "licences";
  head.append(...["Part", "Version", "Licence"].map(word => Object.assign(document.createElement("th"), { scope: "col", textContent: word })));
  for (const part of parts) {
    const row = body.insertRow();
    for (const word of part) row.insertCell().textContent = word;
  }
  dialog("About the workbench", said, table, ...texts.map(([name, text]) => {
    const details = document.createElement("details"), summary = document.createElement("summary"), full = document.createElement("pre");
    summary.textContent = `The licence of ${name}`;
    full.textContent = text;
    full.tabIndex = 0;
    details.append(summary, full);
    return details;
  }));
}
