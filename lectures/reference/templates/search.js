// Search over the names, and on from a link to a name to its entry; without this script every name is shown. Methods are
// shown once one searches, and so is the argument that was searched.
const form = document.getElementById("filters")
const names = [...document.querySelectorAll("[data-words]")]

function filter() {
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const name of names) {
    const called = (name.dataset.arguments ?? "").split(" ").filter(each => words.some(word => each.toLowerCase().includes(word)))
    const has = word => name.dataset.words.includes(word) || called.some(each => each.toLowerCase().includes(word))
    name.hidden = words.length ? !words.every(has) : "method" in name.dataset
    name.querySelector("small")?.remove()
    if (words.length && !name.hidden && called.length) {
      const small = document.createElement("small")
      small.textContent = ` (${called.length > 1 ? "arguments" : "argument"} ${called.join(", ")})`
      name.querySelector("dd").append(small)
    }
  }
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
