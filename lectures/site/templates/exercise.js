// Checks what is typed into the boxes of an exercise, by hashes of the right answers; nothing typed is run.
// What went wrong, and what follows from an earlier slip, says `chalkgrad check`.
import { formsOf, lineIn, shapeIn } from "./kinds.js";

const ROUNDS = 200

/** A fixed text of the page, filled in. @type {(text: string, ...values: unknown[]) => string} */
const say = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => String(values[i]))

/** @param {number} h */
function mixed(h) {
  h = (h + 0x9e3779b9) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0
  return (h ^ (h >>> 16)) >>> 0
}

/** @param {string} text @param {string} salt */
function hashed(text, salt) {
  let h = 0
  for (const byte of new TextEncoder().encode(salt + text)) h = mixed((h ^ byte) >>> 0)
  for (let i = 0; i < ROUNDS; i++) h = mixed(h)
  return h.toString(36)
}

/** @param {HTMLInputElement | HTMLSelectElement} box @returns {"" | "right" | "wrong" | "more" | "unread"} */
function verdict(box) {
  const typed = box.value.trim()
  if (!typed) return ""
  const {salt = "", right = "", kind} = box.dataset
  const known = right.split(" ")
  if (kind !== "number") {
    const text = kind === "shape" ? shapeIn(typed) : kind === "line" ? lineIn(typed) : typed.toLowerCase().replace(/\s+/g, "")
    return text === null ? "unread" : known.includes(hashed(text, salt)) ? "right" : "wrong"
  }
  const forms = formsOf(typed)
  if (!forms) return "unread"
  if (forms.some(({key}) => known.includes(hashed(key, salt)))) return "right"
  return forms[0].count < 2 ? "more" : "wrong"
}

/** What is said of what cannot be read. @param {string | undefined} kind */
const unread = kind => kind === "shape" ? say("cannot read this; write a shape as 3 x 2") : kind === "line" ? say("cannot read this; write the number of a line, such as 3") : say("cannot read this; write 1.5, 3/4 or -2*0.3")

/** What was typed for a quantity, as the workbench takes it: text, or nested as the array is. @type {(entries: any[], shape: number[]) => any} */
const nested = (entries, [length, ...rest]) => length === undefined ? entries[0]
  : Array.from({length}, (_, i) => nested(entries.slice(i * entries.length / length, (i + 1) * entries.length / length), rest))

/** Keep what is typed while the browser's tab lives, and let the link to the workbench carry it there. @param {HTMLFormElement} form */
function keeping(form) {
  const boxes = [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[data-right]"))]
  const card = /** @type {HTMLElement} */ (form.closest(".exercise")), name = `chalkgrad ${card.id} ${card.dataset.seed ?? 0}`
  const link = /** @type {HTMLAnchorElement | null} */ (card.querySelector("a[href*='#exercise=']")), bare = link?.href
  const carry = () => {
    const groups = [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("fieldset"))].map(group => {
      const texts = boxes.filter(box => group.contains(box)).map(box => "options" in box ? /** @type {any} */ (box).selectedOptions[0].textContent : box.value.trim())
      return texts.some(Boolean) ? [[group.dataset.name, nested(texts, (group.dataset.shape ?? "").split(" ").filter(Boolean).map(Number))]] : []
    })
    if (link) link.href = groups.flat().length ? `${bare}&typed=${encodeURIComponent(JSON.stringify(Object.fromEntries(groups.flat())))}` : bare ?? ""
  }
  try { // a browser may allow no storage; then nothing is kept
    for (const [label, text] of Object.entries(JSON.parse(sessionStorage.getItem(name) ?? "{}"))) for (const box of boxes) if (box.ariaLabel === label) box.value = text
  } catch { /* as it was */ }
  carry()
  form.addEventListener("input", () => {
    carry()
    try { sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(boxes.filter(box => box.value).map(box => [box.ariaLabel, box.value])))) } catch { /* as it was */ }
  })
  return boxes.some(box => box.value)
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll(".exercise form"))) {
  const groups = [...form.querySelectorAll("fieldset")]
  const judge = () => {
    if (form.classList.contains("waits")) return // an exam, until it is over
    let points = 0, total = 0, wrong = false
    for (const group of groups) {
      const verdicts = [.../** @type {NodeListOf<HTMLInputElement>} */ (group.querySelectorAll("[data-right]"))].map(box => {
        const found = verdict(box)
        box.dataset.verdict = found
        box.setAttribute("aria-invalid", String(found === "wrong" || found === "unread"))
        return found
      })
      if (!verdicts.length) continue // too many for boxes
      const all = verdicts.every(found => found === "right")
      wrong ||= verdicts.includes("wrong")
      const output = group.querySelector("output"), kind = /** @type {HTMLElement} */ (group.querySelector("[data-kind]")).dataset.kind
      if (output) output.textContent = all ? "✓" : verdicts.includes("unread") ? unread(kind) : verdicts.includes("wrong") ? "✗" : verdicts.includes("more") ? say("too few digits: write two at least") : ""
      total += Number(group.dataset.points)
      points += all ? Number(group.dataset.points) : 0
    }
    const sum = form.querySelector(".sum")
    if (sum) sum.textContent = say("{0} of {1} points", points, total)
    Object.assign(form.dataset, {points, total})
    const why = /** @type {HTMLElement | null | undefined} */ (form.closest(".exercise")?.querySelector(".why"))
    if (why) why.hidden = !wrong
  }
  form.addEventListener("change", judge)
  form.addEventListener("submit", event => { event.preventDefault(); judge() })
  form.hidden = false
  if (keeping(form)) judge()
}
