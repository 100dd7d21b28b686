// @ts-check
// Where work is kept: one slot for each tab in this browser's storage, so that no tab overwrites another's.

const PREFIX = "chalkgrad.workbench.", OWN = `${PREFIX}slot`;

/** @import { Work } from "../types.js" */
import { dataOf, workIn } from "./reading.js";

/** @type {(id: string) => string} */
const key = id => PREFIX + id;
const newId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

/** A storage that the browser forbids is one that keeps nothing. @type {<T>(use: () => T, otherwise: T) => T} */
const tried = (use, otherwise) => { try { return use(); } catch { return otherwise; } };

/** All kept work, the newest first. @returns {{ id: string, work: Work }[]} */
export const kept = () => tried(() => Object.keys(localStorage), /** @type {string[]} */ ([]))
  .filter(name => name.startsWith(PREFIX))
  .flatMap(name => { const id = name.slice(PREFIX.length), work = read(id); return work ? [{ id, work }] : []; })
  .sort((a, b) => b.work.when - a.work.when);

/** Slots whose work is none, or damaged: it is left where it is. @type {Set<string>} */
export const broken = new Set();

/** Kept work, looked at as a file is. @type {(id: string) => Work | null} */
export function read(id) {
  const text = tried(() => localStorage.getItem(key(id)), null);
  if (text === null) return null;
  try { return workIn(dataOf(text)); } catch { broken.add(id); }
  return null;
}

/** @throws where there is no room, or no storage @type {(id: string, work: Work) => void} */
export const write = (id, work) => localStorage.setItem(key(id), JSON.stringify(work));

/** @type {(id: string) => void} */
export const remove = id => tried(() => localStorage.removeItem(key(id)), undefined);

/** The slot that this tab had before it was loaded again. */
export const own = () => tried(() => sessionStorage.getItem(OWN), null);

/** Take a slot for as long as this page lives; false where another tab has it. @type {(id: string) => Promise<boolean>} */
export async function claim(id) {
  for (const wait of [0, 150]) { // a page that is just leaving may still hold it
    await new Promise(done => setTimeout(done, wait));
    if (await held(id)) {
      tried(() => sessionStorage.setItem(OWN, id), undefined);
      return true;
    }
  }
  return false;
}

/** @type {(id: string) => Promise<boolean>} */
const held = id => new Promise(done => {
  if (!navigator.locks) return done(true); // then only the other tab's writing tells of it
  navigator.locks.request(key(id), { ifAvailable: true }, lock => {
    if (lock) release();
    done(lock !== null);
    return lock && new Promise(free => { release = () => free(undefined); });
  }).catch(() => done(true));
});
let release = () => {}; // what this tab had before

/** Take a slot that nobody has, and leave the one before to whoever wants it. */
export async function claimNew() {
  const id = newId();
  await claim(id);
  return id;
}

/** Call when another tab writes into a slot. @type {(id: () => string, act: () => void) => void} */
export const onOther = (id, act) => addEventListener("storage", event => { if (event.key === key(id()) && event.newValue) act(); });
