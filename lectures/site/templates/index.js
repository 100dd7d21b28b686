// Search over the lectures; without this script everything is shown.
const say = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => String(values[i]))
const form = document.getElementById("filters")
const lectures = [...document.querySelectorAll("[data-words]")]

function filter() {
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const lecture of lectures) lecture.hidden = !words.every(word => lecture.dataset.words.includes(word))
  for (const course of document.querySelectorAll(".course"))
    course.hidden = [...course.querySelectorAll("[data-words]")].every(lecture => lecture.hidden)
  document.querySelector("output").textContent = words.length ? say("{0} of {1} lectures", lectures.filter(lecture => !lecture.hidden).length, lectures.length) : ""
  history.replaceState(null, "", `${location.pathname}${words.length ? "?" + new URLSearchParams({words: words.join(" ")}) : ""}${location.hash}`)
}

form.elements.words.value = new URLSearchParams(location.search).get("words") ?? ""
form.hidden = false
form.addEventListener("input", filter)
form.addEventListener("submit", event => event.preventDefault())
filter()
