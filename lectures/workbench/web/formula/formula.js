// @ts-check
// The formula box: an expression or a few lines, and a field for each name. Numbers move the figure at once, in the
// page; another formula is drawn by Python, and what Python said of an older one is dropped.

/** @import { Desk, Field, Figure, First, Note, Question, Trouble, Worked } from "../types.js" */
import { buildFields } from "./fields.js";
import { button, find, messageOf, named, part } from "../parts.js";
import { openedTab } from "../tabs.js";

const COMING = "The graph is drawn as soon as Python is up.", NONE = "There is no graph yet: the formula cannot be read as it stands.";
const LAST = "The graph of the last formula that could be read";
const TYPING = 120, NUMBERS = 40, COMPLAINING = 600, DRAGGED = 200; // milliseconds without another change

/**
 * @param {Desk} desk
 * @param {First} first what Python says of the first formula, and the examples
 */
export function buildFormula({ python, stage, keep }, first) {
  const form = /** @type {HTMLFormElement} */ (document.querySelector("#formula form"));
  const mirror = find(form, ".mirror"), trouble = find(form, ".trouble"), result = find(form, ".result");
  /** @type {HTMLTextAreaElement} */
  const box = find(form, ".text textarea");
  /** @type {Record<string, string>} */
  const typed = named(first.numbers);
  /** What Python put into the fields of names that nobody gave a number to. @type {Record<string, string>} */
  let guessed = named();
  /** What the reader typed or moved, and no example brought along. @type {Set<string>} */
  const own = new Set();
  /** What the stage shows of this box, and the question that it answers; no figure while none is drawn. @type {{ figure: Figure | null, question: Question }} */
  let mine = { figure: first, question: { text: first.text, numbers: first.numbers } };
  let serial = 0, asked = 0, busy = false, timer = 0, complaint = 0, name = first.result.name;
  /** @type {Record<string, number>} */
  let numbers = first.leaves;
  const isMine = () => stage.figure === mine.figure;
  box.value = first.text;

  /** @type {(name: string, text: string) => void} */
  const make = (of, text) => {
    typed[of] = text;
    own.add(of);
    delete guessed[of];
  };
  const fields = buildFields(find(form, ".names"), (field, text, moved) => {
    make(field, text);
    if (!moved || !isMine()) return soon(NUMBERS);
    soon(DRAGGED);
    stage.set(moved).then(isDone => {
      if (!isMine()) return;
      if (isDone) paintResult(stage.output);
      else soon(NUMBERS); // for Python says why
    });
  });

  /** Ask when nothing has changed for a while. @param {number} wait */
  const soon = wait => {
    serial += 1;
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  };

  /** One question at a time, and always the last one. */
  const ask = async () => {
    if (busy) return;
    busy = true;
    try {
      while (asked !== serial) {
        asked = serial;
        const text = box.value, shown = isMine() ? mine.question : null;
        const answer = await python.ask("formula", text, { ...typed }, shown, { ...guessed }, [...own]);
        if (answer.html) {
          mine = { figure: answer, question: { text, numbers: Object.fromEntries(answer.fields.map(field => [field.name, field.typed])) } };
          stage.show(answer);
        }
        if (asked === serial) take(answer);
      }
    } catch (error) {
      complain({ said: messageOf(error), spans: [], names: [] });
    }
    busy = false;
  };

  const take = (/** @type {Worked} */ answer) => {
    if (answer.fields.length) fields.show(answer.fields);
    for (const field of answer.fields) {
      if (field.guessed) guessed[field.name] = field.typed;
      else delete guessed[field.name];
    }
    complain(answer.trouble ?? null);
    paintNotes(answer.notes);
    if (answer.trouble) return void (stage.isWaiting && stage.wait(NONE));
    ({ numbers, result: { name } } = answer);
    paintResult(answer.result.value);
    if (!answer.html && isMine()) stage.set(numbers);
  };

  /** What is likely not meant, and a button that writes what may be. @param {Note[]} notes */
  const paintNotes = notes => {
    find(form, ".meant").replaceChildren(...notes.map(({ said, span: [from, to], instead }) => {
      const write = () => {
        if (asked !== serial) return; // the text has changed since, and is being read
        box.setRangeText(instead, from, to, "end");
        box.dispatchEvent(new Event("input", { bubbles: true }));
        box.focus();
      };
      return part("p", {}, `${said}. `, button(`Write ${instead}`, write));
    }));
  };

  /** What comes out stands where otherwise the trouble is said. @param {number | undefined} x */
  const paintResult = (x = NaN) => { result.textContent = `${name} = ${String(Number(x.toPrecision(5))).replace("-", "−")}`; };

  /** What is wrong is marked at its characters and in its fields; said only once the typing pauses. @param {Trouble | null} wrong */
  const complain = wrong => {
    mark(wrong?.spans ?? []);
    fields.mark(wrong?.names ?? []);
    box.setAttribute("aria-invalid", String(Boolean(wrong && (wrong.spans.length || !wrong.names.length))));
    clearTimeout(complaint);
    const say = () => {
      trouble.textContent = wrong && placed(wrong, box.value);
      result.hidden = Boolean(wrong);
      stage.veil(wrong && isMine() ? LAST : "");
    };
    complaint = setTimeout(say, wrong && !trouble.textContent ? COMPLAINING : 0);
  };

  /** @param {[number, number][]} spans */
  const mark = spans => {
    let at = 0;
    mirror.replaceChildren();
    for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
      if (from < at) continue; // it is marked already
      mirror.append(box.value.slice(at, from), part("mark", {}, box.value.slice(from, to) || " "));
      at = to;
    }
    mirror.append(`${box.value.slice(at)}\n`);
  };

  /** Before Python is up, what is typed is all that is known of another question: graph and result were of the old one. @param {Question} question */
  const expect = question => {
    const asked = typedFor({ text: question.text, numbers: { ...question.numbers, ...question.guessed } });
    if (document.documentElement.dataset.state !== "starting" || question.text === mine.question.text && same(asked, typedFor(mine.question))) return;
    mine = { figure: null, question };
    stage.wait(COMING);
    result.textContent = "";
    fields.show(asked);
  };

  /** Put a question into the box. @param {Question} question */
  const put = question => {
    expect(question);
    box.value = question.text;
    Object.assign(typed, question.numbers);
    for (const of of Object.keys(question.numbers)) own.delete(of);
    for (const of of question.own ?? []) own.add(of);
    guessed = named(guessed, question.guessed ?? {});
    mark([]);
    soon(0);
  };

  box.addEventListener("input", () => { mark([]); soon(TYPING); });
  form.addEventListener("submit", event => event.preventDefault());
  stage.addEventListener("moved", () => {
    if (!isMine()) return;
    for (const [of, text] of Object.entries(fields.follow(stage.numbers))) {
      if (text !== (guessed[of] ?? typed[of])) make(of, text);
    }
    paintResult(stage.output);
    soon(DRAGGED);
  });
  stage.addEventListener("shown", () => { if (isMine()) stage.set(numbers); }); // they may have moved since
  /** Whether what stands here is the reader's, and no example as it came. */
  const isOwn = () => !first.examples.some(({ text, numbers }) => text === box.value && Object.entries(numbers).every(([of, x]) => typed[of] === x));
  find(form, ".examples").replaceChildren(...first.examples.map(example =>
    button(example.name, () => keep.exchange(() => put(example), { said: `The example “${example.name}” stands in the box.`, isOwn: isOwn() }))));
  document.addEventListener("tab", () => { if (openedTab() === "formula" && !isMine()) soon(0); }); // the graph of a script gives way
  fields.show(first.fields);
  mark([]);
  paintResult(first.result.value);
  soon(0); // Python's desk is empty when it starts
  /** Put a question in place of all that was there: what was typed for other names is forgotten. @param {Question} question */
  const restore = question => {
    for (const name of Object.keys(typed)) delete typed[name];
    own.clear();
    guessed = named();
    put(question);
  };
  return { state: () => ({ text: box.value, numbers: { ...typed }, guessed: { ...guessed }, own: [...own] }), restore };
}

/** The fields of a question that nobody has read yet: one number can be moved, an array only be typed. @type {(question: Question) => Field[]} */
function typedFor({ text, numbers }) {
  const names = new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  return [...names].filter(name => Object.hasOwn(numbers, name)).map(name => {
    const typed = numbers[name], x = Number(typed.replace("−", "-")), isNumber = typed.trim() !== "" && Number.isFinite(x);
    return { name, typed, shape: "", sizes: [], entries: isNumber ? [x] : [], kind: isNumber ? "number" : "array", guessed: false };
  });
}

/** @type {(some: Field[], others: Field[]) => boolean} */
const same = (some, others) => JSON.stringify(some) === JSON.stringify(others);

/** What is wrong, with its line where there are several. @type {(wrong: Trouble, text: string) => string} */
function placed({ said, spans: [span] }, text) {
  const line = span && text.includes("\n") ? `Line ${text.slice(0, span[0]).split("\n").length}: ` : "";
  return line + (line ? said : said.replace(/^[a-zäöü](?=[a-zäöü]+ )/u, letter => letter.toUpperCase()));
}
