// Checks what is typed into the boxes of an exercise, by hashes of the right answers; nothing typed is run.
// What went wrong, and what follows from an earlier slip, says `chalkgrad check`.
import { evaluate } from "./answer.js";

const ROUNDS = 200
const SHORT = 3, LONG = 8 // digits that what was worked out is brought to

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

/** A number as its digits and an exponent: -0.670 is "-670e-3"; null where it is none. @param {string} typed */
function digitsOf(typed) {
  const text = typed.trim().replaceAll("−", "-").replace(/^(-?[\d.]*),(\d+)/, "$1.$2")
  const match = text.match(/^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i)
  if (!match || !(match[2] + match[3])) return null
  let digits = (match[2] + match[3]).replace(/^0+/, "")
  let exponent = Number(match[4] ?? 0) - match[3].length
  if (digits.length > 8) {
    exponent += digits.length - 8
    digits = String(Math.round(Number(`${digits.slice(0, 8)}.${digits.slice(8)}`)))
  }
  return digits ? {key: `${match[1] === "-" ? "-" : ""}${digits}e${exponent}`, count: digits.length} : {key: "0", count: 9}
}

/** A number, or what an expression comes to, in each form in which it may be right; null where nothing can be read. @param {string} typed */
function formsOf(typed) {
  const plain = digitsOf(typed), x = plain ? 0 : evaluate(typed)
  if (plain || !Number.isFinite(x)) return plain && [plain]
  return [SHORT, LONG].map(digits => digitsOf(x.toPrecision(digits))).filter(form => form !== null)
}

/** @param {HTMLInputElement | HTMLSelectElement} box @returns {"" | "right" | "wrong" | "more" | "unread"} */
function verdict(box) {
  const typed = box.value.trim()
  if (!typed) return ""
  const {salt = "", right = "", kind} = box.dataset
  const known = right.split(" ")
  if (kind !== "number") return known.includes(hashed(typed.toLowerCase().replace(/\s+/g, "").replaceAll("×", "x").replaceAll("−", "-"), salt)) ? "right" : "wrong"
  const forms = formsOf(typed)
  if (!forms) return "unread"
  if (forms.some(({key}) => known.includes(hashed(key, salt)))) return "right"
  return forms[0].count < 2 ? "more" : "wrong"
}

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
      const output = group.querySelector("output")
      if (output) output.textContent = all ? "✓" : verdicts.includes("unread") ? say("cannot read this; write 1.5, 3/4 or -2*0.3") : verdicts.includes("wrong") ? "✗" : verdicts.includes("more") ? say("too few digits: write two at least") : ""
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
