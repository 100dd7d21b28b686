// Checks what is typed into the boxes of an exercise, by hashes of the right answers; nothing typed is run.
// What went wrong, and what follows from an earlier slip, says `chalkgrad check`.
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

/** A number as its digits and an exponent: -0.670 is "-670e-3"; null where it is none. @param {string} typed */
function digitsOf(typed) {
  let text = typed.trim().replaceAll("−", "-").replace(/^(-?[\d.]*),(\d+)/, "$1.$2")
  const parts = text.match(/^(-?\d+)\s*\/\s*(\d+)$/)
  if (parts) text = (Number(parts[1]) / Number(parts[2])).toPrecision(8)
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

/** @param {HTMLInputElement | HTMLSelectElement} box @returns {"" | "right" | "wrong" | "more"} */
function verdict(box) {
  const typed = box.value.trim()
  if (!typed) return ""
  const {salt = "", right = "", kind} = box.dataset
  const known = right.split(" ")
  if (kind !== "number") return known.includes(hashed(typed.toLowerCase().replace(/\s+/g, "").replaceAll("×", "x").replaceAll("−", "-"), salt)) ? "right" : "wrong"
  const read = digitsOf(typed)
  if (read && known.includes(hashed(read.key, salt))) return "right"
  return read && read.count < 2 ? "more" : "wrong"
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll(".exercise form"))) {
  const groups = [...form.querySelectorAll("fieldset")]
  const judge = () => {
    let points = 0, total = 0
    for (const group of groups) {
      const verdicts = [.../** @type {NodeListOf<HTMLInputElement>} */ (group.querySelectorAll("[data-right]"))].map(box => {
        const found = verdict(box)
        box.dataset.verdict = found
        box.setAttribute("aria-invalid", String(found === "wrong"))
        return found
      })
      const all = verdicts.every(found => found === "right")
      const output = group.querySelector("output")
      if (output) output.textContent = all ? "✓" : verdicts.includes("wrong") ? "✗" : verdicts.includes("more") ? say("more digits") : ""
      total += Number(group.dataset.points)
      points += all ? Number(group.dataset.points) : 0
    }
    const sum = form.querySelector(".sum")
    if (sum) sum.textContent = say("{0} of {1} points", points, total)
  }
  form.addEventListener("change", judge)
  form.addEventListener("submit", event => { event.preventDefault(); judge() })
  form.hidden = false
}
