// Search over the lectures; without this script everything is shown.
const say = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => String(values[i]))
const form = document.getElementById("filters")
const lectures = [...document.querySelectorAll("[data-words]")]

const plain = text => text.toLowerCase().replace(/[-‐-―]/g, " ")

function filter() {
  const words = plain(form.elements.words.value).split(/\s+/).filter(Boolean)
  const found = lectures.map(lecture => words.filter(word => plain(lecture.dataset.words).includes(word)).length)
  const most = Math.max(...found), all = most === words.length
  lectures.forEach((lecture, i) => { lecture.hidden = found[i] < (all ? words.length : Math.max(most, 1)) })
  for (const course of document.querySelectorAll(".course"))
    course.hidden = [...course.querySelectorAll("[data-words]")].every(lecture => lecture.hidden)
  const shown = lectures.filter(lecture => !lecture.hidden).length, count = say("{0} of {1} lectures", shown, lectures.length)
  const said = all || !shown ? count : say("No lecture has all of these words; {0} of {1} have some.", shown, lectures.length)
  document.querySelector("output").textContent = words.length ? said : ""
  history.replaceState(null, "", `${location.pathname}${words.length ? "?" + new URLSearchParams({words: words.join(" ")}) : ""}${location.hash}`)
}

form.elements.words.value = new URLSearchParams(location.search).get("words") ?? ""
form.hidden = false
form.addEventListener("input", filter)
form.addEventListener("submit", event => event.preventDefault())
filter()
