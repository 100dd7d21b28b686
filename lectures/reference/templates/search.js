// Search over the names, and on from a link to a name to its entry; without this script every name is shown.
const form = document.getElementById("filters")
const names = [...document.querySelectorAll("[data-words]")]

function filter() {
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const name of names) name.hidden = !words.every(word => name.dataset.words.includes(word))
  for (const module of document.querySelectorAll(".module"))
    module.hidden = [...module.querySelectorAll("[data-words]")].every(name => name.hidden)
  document.querySelector("output").textContent = words.length ? `${names.filter(name => !name.hidden).length} of ${names.length} names` : ""
}

const asked = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))
if (asked) location.replace(asked.querySelector("a").href)
form.hidden = false
form.addEventListener("input", filter)
form.addEventListener("submit", event => {
  event.preventDefault()
  const first = names.find(name => !name.hidden)
  if (first) location.href = first.querySelector("a").href
})
filter()
