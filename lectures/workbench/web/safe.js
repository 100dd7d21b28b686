// @ts-check
// Markup that Python sends (reports, plots), with nothing in it that could act: a script that came with a link may send any.

const TAGS = new Set(`figure figcaption table caption thead tbody tr th td ul ol li p div span strong em b i code pre br
  svg g path line rect circle text title
  math mrow mi mn mo mfrac msup msub msubsup msqrt mtext mspace mtable mtr mtd mover munder mstyle mpadded`.split(/\s+/));
const ATTRIBUTES = new Set(`class style role scope colspan rowspan aria-label aria-hidden viewBox d x y x1 y1 x2 y2 cx cy r
  width height transform fill stroke fill-opacity stroke-opacity stroke-width stroke-linejoin stroke-dasharray text-anchor
  font-family font-size font-weight xmlns mathvariant stretchy displaystyle display
  columnalign accent fence form separator linethickness lspace rspace`.split(/\s+/));

/** The classes of our own reports: others would give the page's looks, and places, to what is none of its own. */
const CLASSES = new Set("gradient-report remarks verdict right follows digits wrong shape missing".split(" "));

const STYLES = /^(color|fill|stroke|text-align|font)/;

/** @param {string} html @returns {DocumentFragment} */
export function safely(html) {
  const quiet = html.replaceAll(/<[^<>]*>/g, tag => tag.replaceAll(/\bon(?=\w+\s*=)/gi, "no-")); // the browser would report them
  const held = new DOMParser().parseFromString(quiet, "text/html"), made = document.createDocumentFragment();
  for (const each of [...held.body.querySelectorAll("*")]) {
    if (!TAGS.has(each.localName)) { each.remove(); continue; }
    for (const { name } of [...each.attributes]) if (!ATTRIBUTES.has(name)) each.removeAttribute(name);
    for (const name of [...each.classList]) if (!CLASSES.has(name)) each.classList.remove(name);
    const { style } = /** @type {HTMLElement} */ (each); // MathML has one, too
    for (const property of [...style ?? []]) if (!STYLES.test(property)) style.removeProperty(property); // nothing leaves its place
  }
  made.append(...held.body.childNodes);
  return made;
}
