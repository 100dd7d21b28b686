// @ts-check
// Gradients derived by hand: a box for each leaf of the graph on the stage, and what is said of them.

export function buildDerive({ python, stage }) {
  const form = document.getElementById("derive"), boxes = form.querySelector(".boxes"), said = form.querySelector(".said");
  stage.addEventListener("shown", () => {
    said.replaceChildren();
    boxes.replaceChildren(...Object.keys(stage.figure.leaves).map(name => {
      const label = document.createElement("label"), input = document.createElement("input");
      input.name = name;
      label.append(`d${name} `, input);
      return label;
    }));
  });
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const answers = Object.fromEntries([...new FormData(form)].filter(([, typed]) => typed !== ""));
    try { said.innerHTML = (await python.ask("judge", answers)).html; } catch (error) { said.textContent = error.message; }
  });
}
