// @ts-check
// Nothing is lost: what the panels hold is kept as it is typed, and is there again after a reload or a crash.

/** @import { Typed, Work } from "../types.js" */
import { say, silence } from "../bar.js";
import { openedTab, openTab } from "../tabs.js";
import { carries, follow, leadsOn } from "./link.js";
import { broken, claim, claimNew, kept, onOther, own, read, remove, write } from "./slots.js";

const EVERY = 400; // milliseconds; the panels are asked, so that no way of changing them is forgotten

/** @typedef {{ state: () => any, restore: (data: any) => unknown }} Panel */

/** @type {(when: number) => string} */
export const spoken = when => {
  const date = new Date(when), time = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const days = (new Date().setHours(0, 0, 0, 0) - new Date(when).setHours(0, 0, 0, 0)) / 86_400_000;
  return days <= 0 ? time : `${date.toLocaleDateString([], days < 7 ? { weekday: "long" } : { day: "numeric", month: "long", year: "numeric" })} ${time}`;
};

export class Keep {
  /** @type {Map<string, Panel>} */ panels = new Map();
  slot = "";
  first = ""; // as the page was before anybody touched it
  last = "";
  saves = true;
  filed = ""; // what was last saved as a file
  /** The texts that a link brought, until the reader makes something of them. @type {string | undefined} */
  linked;

  /** @param {string} name @param {Panel} panel */
  register(name, panel) { this.panels.set(name, panel); }

  /** Restore what was there, or follow a link; from then on everything is kept. */
  async begin() {
    this.first = this.last = JSON.stringify(this.now());
    if (!carries() || leadsOn()) await this.takeUp(own());
    if (broken.size) say("broken", "Earlier work in this browser is damaged and was left out; it stays where it is. What is on the screen is kept as always.");
    if (!this.slot) this.slot = await claimNew();
    setInterval(() => this.save(), EVERY);
    addEventListener("pagehide", () => this.save());
    addEventListener("beforeunload", event => { if (!this.saves) event.preventDefault(); }); // nowhere is it kept: the browser asks
    document.addEventListener("visibilitychange", () => this.save());
    document.querySelector("main")?.addEventListener("input", event => {
      if (!event.isTrusted) return;
      this.linked = undefined;
      silence("restored"); // File, Start anew does the same later
    });
    onOther(() => this.slot, () => this.move("Another tab works on the same; this one keeps its work apart from now on."));
    if (carries()) await follow(this);
    addEventListener("hashchange", () => { if (carries()) follow(this); });
  }

  /** @param {string | null} before the slot of this tab, where it had one */
  async takeUp(before) {
    if (before) {
      const work = read(before);
      if (await claim(before)) {
        this.slot = before;
        if (work) this.restore(work, "Restored from");
      } else if (work) {
        await this.move("This is a copy of another tab's work; each tab keeps its own.");
        this.restore(work);
      }
      return;
    }
    const all = kept().filter(({ work }) => !work.isLink);
    for (const { id, work } of all) {
      if (await claim(id)) {
        this.slot = id;
        this.restore(work, "Restored from");
        return;
      }
    }
    if (all.length) say("tabs", "The workbench is open in another tab, which keeps its own work; this one begins anew.");
  }

  /** @returns {{ tab?: string, panels: Record<string, any> }} */
  now() {
    return { tab: openedTab(), panels: Object.fromEntries([...this.panels].map(([name, panel]) => [name, panel.state()])) };
  }

  save() {
    try {
      const now = this.now(), text = JSON.stringify(now);
      if (text === this.last) return;
      write(this.slot, { when: Date.now(), ...now, ...(this.linked === texts(now) ? { isLink: true } : {}) });
      this.last = text;
      this.saves = true;
    } catch (error) {
      if (this.saves) {
        const why = error instanceof DOMException && error.name === "QuotaExceededError" ? "its storage is full" : "it allows no storage here, or your work cannot be written down";
        say("storage", `This browser cannot keep your work: ${why}. Go on working, and save it as a file before you leave.`, [
          { label: "Save as a file", act: () => this.onSave() },
          { label: "Earlier work", act: () => this.onEarlier() },
        ]);
      }
      this.saves = false;
    }
  }

  /** Save what is here, for something else comes; false, and said, where it would be lost. */
  leaves() {
    this.save();
    if (this.saves || [this.first, this.filed].includes(JSON.stringify(this.now()))) return true;
    say("storage", "Save as a file first: there is no room to keep what is here.", [{ label: "Save as a file", act: () => this.onSave() }]);
    return false;
  }

  onSave() {}
  onEarlier() {}

  /** @param {Work} work @param {string} [saying] */
  restore(work, saying) {
    for (const [name, panel] of this.panels) {
      if (!(name in work.panels)) continue;
      try { panel.restore(work.panels[name]); } catch { say(`unreadable-${name}`, `What was kept of “${name}” cannot be read by this version; it begins anew.`); }
    }
    if (work.tab) openTab(work.tab);
    this.last = JSON.stringify(this.now());
    if (saying && this.last !== this.first) say("restored", `${saying} ${spoken(work.when)}.`, [{ label: "Start anew", act: () => this.anew() }]);
  }

  /** Let something take the place of what is here. What is the reader's own stays in its slot, and one click brings it back.
   * @param {() => unknown} act @param {{ as?: string, said: string, isOwn?: boolean, isTold?: boolean }} about as: the name
   * of the line that says it; isTold: also where nothing of the reader's own was there
   * @returns {Promise<boolean>} false where there is no room for what was here */
  async exchange(act, { as = "kept", said, isOwn = true, isTold = false }) {
    if (!isOwn) {
      await act();
      if (isTold) say(as, said);
      return true;
    }
    if (!this.leaves()) return false;
    const before = { when: Date.now(), ...this.now() }, from = this.slot, { linked } = this;
    const where = this.saves ? "kept under File, Earlier work" : "in the file that you saved";
    this.linked = undefined;
    const made = this.slot = await claimNew();
    await act();
    const after = essence(this.now()), undo = async () => {
      const isUntouched = this.slot === made && essence(this.now()) === after;
      if (!isUntouched && !this.leaves()) return;
      this.slot = await claim(from) ? from : await claimNew();
      if (isUntouched) remove(made);
      this.restore(before);
      this.linked = linked;
    };
    say(as, `${said} What was here before is ${where}.`, [{ label: "Undo", act: undo }]);
    return true;
  }

  /** Begin with an untouched page. */
  async anew() { await this.exchange(() => this.restore({ when: 0, ...JSON.parse(this.first) }), { as: "restored", said: "Begun anew." }); }

  /** Keep what is here in a slot of its own from now on. @param {string} why */
  async move(why) {
    this.slot = await claimNew();
    this.last = "";
    say("tabs", why);
  }

  /** Show other work: from an earlier slot or from a file. @param {Work} work @param {string} [id] @param {string} [saying] */
  async open(work, id, saying) {
    if (!this.leaves()) return;
    this.linked = undefined;
    this.slot = id && await claim(id) ? id : await claimNew();
    this.restore(work, saying ?? "Restored from");
  }

  /** Open an exercise, with what was typed for it on the page that leads here, or the list of them.
   * @param {string} [name] @param {number} [seed] @param {Record<string, Typed>} [typed] */
  openExercise(name = "", seed = 0, typed = {}) {
    const panel = this.panels.get("exercises");
    openTab("exercises");
    panel?.restore({ ...panel.state(), opened: name, seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : 0, typed });
    if (panel?.state().opened !== name) say("link", `The link leads to an exercise “${name.slice(0, 60)}”, which this workbench does not have: choose one from the list, or build the workbench again.`);
  }

  /** Give a panel what a link or a file brought.
   * @param {string} name @param {any} data @param {string} said @param {boolean} [isLink] */
  async give(name, data, said, isLink = false) {
    const panel = this.panels.get(name), isOwn = essence(this.now()) !== essence(JSON.parse(this.first));
    await this.exchange(async () => {
      openTab(name);
      await panel?.restore({ ...panel.state(), ...data, isNew: true });
      this.linked = isLink ? texts(this.now()) : undefined;
    }, { as: isLink ? "link" : "file", said, isOwn, isTold: true });
  }
}

/** All that somebody made, without what the page shows of it. @param {{ panels: Record<string, any> }} now */
const essence = ({ panels: { formula: { guessed, ...formula }, stage, ...more } }) => JSON.stringify([formula, more]);

/** What somebody wrote, without the numbers that the page fills in. @param {{ panels: Record<string, any> }} now */
const texts = ({ panels }) => JSON.stringify([panels.formula?.text, panels.script?.text]);
