// Search and filters over the claims and the cards; without this script everything is shown.
const form = document.getElementById("filters")
const claims = [...document.querySelectorAll("#claims tbody")]
const cards = [...document.querySelectorAll(".card")]
const courses = document.querySelectorAll(".course:not(#claims)")
const texts = new Map([...claims, ...cards].map(e => [e, `${e.dataset.words ?? ""} ${e.dataset.lecture ?? ""} ${e.textContent}`.toLowerCase()]))

function filter() {
  const wanted = Object.fromEntries(new FormData(form))
  const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean)
  const found = e => words.every(word => texts.get(e).includes(word))
  for (const claim of claims)
    claim.hidden = !found(claim) || ["lecture", "item", "verdict"].some(key => wanted[key] && claim.dataset[key] !== wanted[key])
  for (const card of cards) card.hidden = !found(card)
  const shown = claims.filter(claim => !claim.hidden).length
  for (const course of courses) course.hidden = [...course.querySelectorAll(".card")].every(card => card.hidden)
  document.querySelector("output").textContent = `${shown} of ${claims.length} claims`
  const kept = Object.entries(wanted).filter(([, value]) => value)
  history.replaceState(null, "", `${location.pathname}${kept.length ? "?" + new URLSearchParams(kept) : ""}${location.hash}`)
}

for (const [key, value] of new URLSearchParams(location.search)) if (form.elements[key]) form.elements[key].value = value
for (const part of document.querySelectorAll(".filters")) part.hidden = false
for (const field of form.elements) field.addEventListener("input", filter)
form.addEventListener("submit", event => event.preventDefault())
filter()
