// Search, filters and order over the claims; without this script everything is shown.
const form = document.getElementById("filters")
const claims = [...document.querySelectorAll("article")]
const texts = new Map(claims.map(claim => [claim, `${claim.id} ${claim.textContent}`.toLowerCase()]))
const gravest = new Map([...document.querySelectorAll("section")].map(section => [section, [...section.querySelectorAll("article")]]))

function show() {
  const wanted = Object.fromEntries(new FormData(form))
  const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean)
  for (const claim of claims)
    claim.hidden = !words.every(word => texts.get(claim).includes(word)) ||
      ["notes", "verdict", "severity", "form"].some(key => wanted[key] && claim.dataset[key] !== wanted[key])
  for (const [section, order] of gravest) {
    section.append(...(wanted.order ? [...order].sort((a, b) => a.dataset.line - b.dataset.line) : order))
    section.hidden = order.every(claim => claim.hidden)
  }
  document.querySelector("output").textContent = `${claims.filter(claim => !claim.hidden).length} of ${claims.length} claims`
  const kept = Object.entries(wanted).filter(([, value]) => value)
  history.replaceState(null, "", `${location.pathname}${kept.length ? "?" + new URLSearchParams(kept) : ""}${location.hash}`)
}

for (const [key, value] of new URLSearchParams(location.search)) if (form.elements[key]) form.elements[key].value = value
form.hidden = false
form.addEventListener("input", show)
form.addEventListener("submit", event => event.preventDefault())
show()
