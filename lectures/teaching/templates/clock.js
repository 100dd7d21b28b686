{
  const [clock, button, sum, solutions] = ["output", "button", "strong", "a"].map(name => document.querySelector(`.clock ${name}`)), whole = {{ (minutes * 60) | round | int }};
  const forms = [...document.querySelectorAll(".exercise form")], DONE = 1;
  let timer = 0, end = Number(location.hash.slice(1)) || 0;  // in the address, so that a page that is opened again goes on
  function show() {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (!left) finish({{ say("The time is up.") | tojson }});
  }
  function start() {
    button.textContent = {{ say("I am done") | tojson }};
    history.replaceState(null, "", `#${end}`);
    timer = setInterval(show, 250);
    show();
  }
  /** What was typed into a form, a text with its mark for each quantity. @param {HTMLFormElement} form */
  const typed = form => [...form.querySelectorAll("fieldset")].map(group => {
    const texts = [...group.querySelectorAll("[data-right]")].map(box => (box.selectedOptions ? box.selectedOptions[0].textContent : box.value.trim()) || "—");
    return texts.some(text => text !== "—") ? `${texts.join("  ")} ${group.querySelector("output").textContent}`.trim() : "";
  });
  /** @param {string} said */
  function finish(said) {
    clearInterval(timer);
    history.replaceState(null, "", `#${end = DONE}`);
    if (said) clock.textContent = said;
    button.hidden = true;
    sum.hidden = solutions.hidden = false;
    for (const form of forms) form.classList.remove("waits"), form.requestSubmit();
    solutions.href = `solutions.html#${encodeURIComponent(JSON.stringify(forms.map(typed)))}`;
    const [points, total] = ["points", "total"].map(name => forms.reduce((all, form) => all + Number(form.dataset[name]), 0));
    sum.textContent = {{ say("{0} of {1} points", "{0}", "{1}") | tojson }}.replace("{0}", points).replace("{1}", total);
  }
  button.addEventListener("click", () => {
    if (end) return finish("");
    end = Date.now() + whole * 1000;
    start();
  });
  if (end === DONE) finish({{ say("Done.") | tojson }});
  else if (end) start();
}
