// @ts-check
// The formula box: an expression, and a number for each name.

export function buildFormula({ python, stage }, first) {
  const form = document.getElementById("formula"), box = form.elements.text, names = form.querySelector(".names"), trouble = form.querySelector(".trouble");
  let numbers = { ...first.numbers };
  box.value = first.text;
  const fields = () => {
    const found = [...new Set(box.value.match(/\b[A-Za-z_]\w*\b(?!\s*\()/g) ?? [])].filter(name => !new RegExp(`\\.\\s*${name}\\b`).test(box.value));
    numbers = Object.fromEntries(found.map(name => [name, numbers[name] ?? 1]));
    names.replaceChildren(...found.map(name => {
      const label = document.createElement("label"), input = document.createElement("input");
      Object.assign(input, { type: "number", step: "any", value: numbers[name] });
      input.addEventListener("input", () => { numbers[name] = input.valueAsNumber; draw(); });
      label.append(name, " ", input);
      return label;
    }));
  };
  const draw = async () => {
    try {
      const figure = await python.ask("formula", box.value, numbers);
      trouble.textContent = "";
      stage.show(figure);
    } catch (error) { trouble.textContent = error.message; }
  };
  form.addEventListener("submit", event => { event.preventDefault(); draw(); });
  box.addEventListener("input", () => { fields(); draw(); });
  fields();
}
