// Search over the lectures and their prose; without this script everything is shown.
const say = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => String(values[i]))
const form = document.getElementById("filters"), list = document.getElementById("found")
const lectures = JSON.parse(document.getElementById("searched").textContent)
const reference = JSON.parse(document.getElementById("names")?.textContent ?? "null") // a course of one's own has none
const MOST = 6 // names of the reference
const NEAR = 0.4 // is near enough, of the score of the best
const BEFORE = 60, LENGTH = 180 // of what is quoted, in letters

// Hyphens, the letters that English spells in two ways and the s of a plural make no difference.
const plain = text => text.toLowerCase().replace(/[-‐-―]/g, " ").replaceAll("z", "s")
const wordsOf = text => plain(text).split(/\s+/).filter(Boolean).map(word => word.replace(/(..[^s])s$/, "$1"))
for (const lecture of lectures) {
  lecture.plain = [plain(lecture.title), plain(`${lecture.also} ${lecture.passages[0].text}`)]
  for (const passage of lecture.passages) passage.plain = [plain(passage.heading), plain(passage.text)]
}

// What a word counts: in a title most, then above a passage, then as a keyword, and more where few lectures have it.
const counts = (words, [above, below], high, low) => words.map(word => above.includes(word) ? high : below.includes(word) ? low : 0)

/** The lectures that come near, the best one first, each with its best passage; and the words, the rarest one first. */
function find(words) {
  const counted = lectures.map(lecture => {
    const titled = counts(words, lecture.plain, 2.4, 1.5), inside = lecture.passages.map(each => counts(words, each.plain, 2, 1))
    return { lecture, titled, inside, has: words.map((_, w) => titled[w] > 0 || inside.some(each => each[w] > 0)) }
  })
  const rare = words.map((_, w) => Math.log(1 + lectures.length / Math.max(1, counted.filter(({ has }) => has[w]).length)))
  const found = counted.map(({ lecture, titled, inside, has }) => {
    // Of passages that count the same, because of the title, the one that has the words itself.
    const scores = inside.map(each => rare.reduce((sum, weight, w) => sum + weight * (Math.max(titled[w], each[w]) + each[w] / 100), 0))
    const score = Math.max(...scores)
    return { lecture, score, passage: lecture.passages[scores.indexOf(score)], all: has.every(Boolean) }
  }).sort((one, other) => other.score - one.score)
  const rarest = [...words].sort((one, other) => rare[words.indexOf(other)] - rare[words.indexOf(one)])
  return { found: found.filter(({ score }) => score > 0 && score >= NEAR * found[0].score), rarest }
}

/** What stands around the rarest word of a passage. */
function quoted({ text, plain: [, below] }, rarest) {
  const word = rarest.find(each => below.includes(each)), at = word ? below.indexOf(word) : 0
  const start = at > BEFORE ? text.indexOf(" ", at - BEFORE) + 1 : 0
  const end = text.length - start > LENGTH ? text.lastIndexOf(" ", start + LENGTH) : text.length
  return `${start ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`
}

function entry({ lecture, passage }, rarest) {
  const item = document.createElement("li"), link = document.createElement(lecture.page ? "a" : "span"), text = document.createElement("p")
  link.textContent = [lecture.title, passage.heading].filter(Boolean).join(" › ")
  if (lecture.page) link.href = encodeURI(lecture.page) + (passage.anchor ? `#${passage.anchor}` : "")
  text.textContent = quoted(passage, rarest)
  item.append(link, text)
  return item
}

/** Links to the names of the reference that have all words, the shortest first: hvp, then what it is a part of. */
function named(words, { page, names }) {
  const has = name => words.every(word => name.toLowerCase().includes(word))
  return (words.length ? names.filter(has) : []).sort((one, other) => one.length - other.length).slice(0, MOST).flatMap((name, i) => {
    const link = document.createElement("a")
    link.textContent = name
    link.href = `${page}#${name}`
    return i ? [", ", link] : [link]
  })
}

function search() {
  const words = wordsOf(form.elements.words.value), { found, rarest } = find(words)
  list.replaceChildren(...found.map(each => entry(each, rarest)))
  list.hidden = !found.length
  for (const part of document.querySelectorAll(".course, #notes")) part.hidden = words.length > 0
  const mine = found.filter(({ lecture }) => !lecture.beside), all = lectures.filter(({ beside }) => !beside).length
  const count = say("{0} of {1} lectures", mine.length, all)
  const near = say("No lecture has all of these words; {0} of {1} come near.", mine.length, all)
  document.querySelector("output").textContent = !words.length || found.length && !mine.length ? "" : !found.length || found.some(({ all }) => all) ? count : near
  if (reference) {
    const links = named(form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean), reference)
    document.querySelector("#in-reference span").replaceChildren(...links)
    document.getElementById("in-reference").hidden = !links.length
  }
  history.replaceState(null, "", `${location.pathname}${words.length ? "?" + new URLSearchParams({words: form.elements.words.value}) : ""}${location.hash}`)
}

form.elements.words.value = new URLSearchParams(location.search).get("words") ?? ""
form.hidden = false
form.addEventListener("input", search)
form.addEventListener("submit", event => event.preventDefault())
search()
