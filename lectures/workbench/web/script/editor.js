// @ts-check
// The editor: Python with colours, an error at its place with what it says below, and the line that the stage is at.

/** @import { Mistake } from "../types.js" */
import { autocompletion, closeCompletion } from "@codemirror/autocomplete";
import { indentWithTab, isolateHistory } from "@codemirror/commands";
import { python, pythonLanguage } from "@codemirror/lang-python";
import { HighlightStyle, indentUnit, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap, WidgetType } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { carried, part } from "../parts.js";

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], color: "var(--code-word)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.className], color: "var(--code-name)" },
]);

class Below extends WidgetType {
  /** @param {string} said */
  constructor(said) { super(); this.said = said; }
  /** @param {Below} other */
  eq(other) { return other.said === this.said; }
  toDOM() { return part("div", { className: "mistake" }, this.said); }
}

/** @type {import("@codemirror/state").StateEffectType<Mistake | null>} */
const setMistake = StateEffect.define();
/** @type {import("@codemirror/state").StateEffectType<number | null>} */
const setLine = StateEffect.define();

/** The place of a mistake in the text, cut to what is there. @param {import("@codemirror/state").Text} doc @param {Mistake} mistake @returns {[number, number]} */
function placeOf(doc, { line, column, end_line, end_column }) {
  const at = (/** @type {number} */ l, /** @type {number} */ c) => {
    const found = doc.line(Math.min(Math.max(1, l), doc.lines));
    return Math.min(found.from + Math.max(0, c - 1), found.to);
  };
  const first = line ?? 1, from = at(first, column ?? 1), last = end_line ?? first;
  const to = end_column ? at(last, end_column) : doc.line(Math.min(first, doc.lines)).to;
  return to > from ? [from, to] : [Math.max(doc.lineAt(from).from, from - 1), Math.min(doc.lineAt(from).to, from + 1)];
}

const mistakes = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setMistake)) continue;
      const mistake = effect.value, doc = transaction.newDoc;
      if (!mistake?.line) return Decoration.none;
      const [from, to] = placeOf(doc, mistake), line = doc.lineAt(from);
      const under = to > from ? [Decoration.mark({ class: "is-wrong" }).range(from, Math.min(to, line.to))] : [];
      return Decoration.set([
        Decoration.line({ class: "has-mistake" }).range(line.from), ...under.filter(({ from, to }) => to > from),
        Decoration.widget({ widget: new Below(mistake.said), block: true, side: 1 }).range(line.to),
      ], true);
    }
    // it goes when its own line is edited, and not while one types elsewhere
    let isTouched = false;
    transaction.changes.iterChangedRanges((from, to) => marks.between(from, to, () => { isTouched = true; }));
    return isTouched ? Decoration.none : marks.map(transaction.changes);
  },
  provide: field => EditorView.decorations.from(field),
});

const stepped = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setLine)) continue;
      const { newDoc } = transaction, line = effect.value;
      return line && line <= newDoc.lines ? Decoration.set(Decoration.line({ class: "at-step" }).range(newDoc.line(line).from)) : Decoration.none;
    }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: field => EditorView.decorations.from(field),
});

/** What the engine has, with what it does, as one types. @returns {import("@codemirror/autocomplete").CompletionSource} */
function offered() {
  const { anywhere = [], "of a Value": ofValue = [] } = carried("names");
  return context => {
    const dot = context.matchBefore(/[A-Za-z_)\]]\.\w*/), word = context.matchBefore(/\w+/);
    if (dot) return { from: dot.from + 2, options: ofValue, validFor: /^\w*$/ };
    return word || context.explicit ? { from: word?.from ?? context.pos, options: anywhere, validFor: /^\w*$/ } : null;
  };
}

export class Editor {
  /** @param {HTMLElement} host @param {{ text: string, run: () => void, changed: () => void }} given */
  constructor(host, { text, run, changed }) {
    this.view = new EditorView({
      parent: host,
      state: EditorState.create({
        doc: text,
        extensions: [
          // Tab indents; Escape and then Tab leaves, which is CodeMirror's own rule
          Prec.highest(keymap.of([{ key: "Mod-Enter", run: view => { closeCompletion(view); run(); return true; } }])),
          basicSetup, keymap.of([indentWithTab]), python(), pythonLanguage.data.of({ autocomplete: offered() }),
          autocompletion({ selectOnOpen: false }), // so that Enter ends a line, and takes nothing that was not chosen
          indentUnit.of("    "), EditorState.tabSize.of(4),
          syntaxHighlighting(COLOURS), mistakes, stepped, EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "Script", "aria-describedby": "script-keys", tabindex: "0", spellcheck: "false" }),
          EditorView.updateListener.of(update => { if (update.docChanged) changed(); }),
        ],
      }),
    });
  }

  get text() { return this.view.state.doc.toString(); }

  /** Another script, which Ctrl+Z takes back. @param {string} text */
  replace(text) {
    const { view } = this;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 }, effects: [setMistake.of(null), setLine.of(null)], annotations: isolateHistory.of("full"), scrollIntoView: true });
  }

  /** @param {Mistake | null} mistake */
  mark(mistake) { this.view.dispatch({ effects: setMistake.of(mistake) }); }

  /** The line that the stage shows a step of. @param {number | null} line */
  atLine(line) { this.view.dispatch({ effects: setLine.of(line) }); }

  /** @param {number} line @param {number} column */
  goTo(line, column = 1) {
    const [anchor] = placeOf(this.view.state.doc, { line, column, said: "" });
    this.view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    this.view.focus();
  }

  /** Write assignments: in place of those of the same names, else below the imports. @param {Record<string, string>} assigned name -> expression */
  assign(assigned) {
    const { doc } = this.view.state, changes = [], fresh = [];
    const places = new Map();
    let below = 0;
    for (let node = syntaxTree(this.view.state).topNode.firstChild; node; node = node.nextSibling) {
      if (node.name === "ImportStatement") below = Math.min(doc.lineAt(node.to).to + 1, doc.length);
      const name = node.name === "AssignStatement" && node.firstChild ? doc.sliceString(node.firstChild.from, node.firstChild.to) : "";
      if (name in assigned && node.firstChild?.nextSibling?.name === "AssignOp" && !places.has(name)) places.set(name, node);
    }
    for (const [name, expression] of Object.entries(assigned)) {
      const node = places.get(name), insert = `${name} = ${expression}`;
      if (node) changes.push({ from: node.from, to: node.to, insert });
      else fresh.push(insert);
    }
    if (fresh.length) changes.push({ from: below, insert: `${below ? "\n" : ""}${fresh.join("\n")}\n` });
    this.view.dispatch({ changes, annotations: isolateHistory.of("full"), scrollIntoView: true });
  }
}
