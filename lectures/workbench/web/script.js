// @ts-check
// The script tab: an editor, what the script printed, and the Values that it left.

import { python as highlighted } from "@codemirror/lang-python";
import { basicSetup, EditorView } from "codemirror";

const START = `from engine import Value

w, x, b = Value(0.7, "w"), Value(2.0, "x"), Value(-0.5, "b")
L = ((w * x + b).tanh() - 1) ** 2
L.backward()
print(w.grad)
`;

export function buildScript({ python, stage }) {
  const panel = document.getElementById("script"), printed = panel.querySelector(".printed"), list = panel.querySelector(".values");
  const editor = new EditorView({ doc: START, extensions: [basicSetup, highlighted()], parent: panel.querySelector(".editor") });
  panel.querySelector("[data-do=run]").addEventListener("click", async () => {
    const { printed: text, error, values } = await python.ask("run", editor.state.doc.toString());
    printed.textContent = text + (error ? `line ${error.line}: ${error.said}` : "");
    list.replaceChildren(...values.map(({ name, said }) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: name, title: said });
      button.addEventListener("click", async () => stage.show(await python.ask("show", name)));
      return button;
    }));
    if (values.length) stage.show(await python.ask("show", values.at(-1).name));
  });
  panel.querySelector("[data-do=stop]").addEventListener("click", () => python.stop("stopped"));
}
