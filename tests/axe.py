"""What axe finds on a page. It looks long at the contrast of each text, so it is shown each look three times."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

# Texts of one colour and size on one background have one contrast, be they in a thousand rows of a table; every other
# rule is asked of the whole page. What lies behind a text is told by its ancestors.
RUN = """async () => {
  const behind = new Map(), texts = new Map(), number = new Map();
  const short = words => number.get(words) ?? number.set(words, number.size).get(words);
  const ground = part => {
    if (!part) return "";
    if (!behind.has(part)) {
      const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode, position } = getComputedStyle(part);
      const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode, position];
      behind.set(part, short([...own, ground(part.parentElement)].join()));
    }
    return behind.get(part);
  };
  for (const part of document.body.querySelectorAll("*")) {
    const isText = [...part.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!isText && !part.matches("input, select, textarea")) continue;
    if (!part.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(part);
    const look = [color, fontSize, fontWeight, textShadow, ground(part)].join();
    texts.set(look, [...texts.get(look) ?? [], part]);
  }
  const shown = [...texts.values()].flatMap(all => [...new Set([all[0], all[all.length >> 1], all[all.length - 1]])]);
  const settings = { resultTypes: ["violations"], elementRef: false };
  const rest = await axe.run({ ...settings, rules: { "color-contrast": { enabled: false } } });
  const contrast = await axe.run({ include: shown }, { ...settings, runOnly: ["color-contrast"] });
  return [...rest.violations, ...contrast.violations];
}"""


def serious(page: Any) -> list[tuple[str, list[str]]]:
    """Return what axe calls serious or critical on a page: the rule, and where."""
    _bring(page)
    found = [each for each in page.evaluate(RUN) if each["impact"] in ("serious", "critical")]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]][:3]) for each in found]


def violations(page: Any, *rules: str) -> list[tuple[str, list[str]]]:
    """Return what axe says of some rules, be it ever so minor: the rule, and where."""
    _bring(page)
    found = page.evaluate("rules => axe.run({ runOnly: rules, elementRef: false })", list(rules))["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]][:3]) for each in found]


def _bring(page: Any) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
