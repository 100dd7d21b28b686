"""The workbench: the whole engine as one page that runs without a network, for a student's own question.

`fetch` gets Python, NumPy and Graphviz as WebAssembly and an editor from the package index, each checked by its hash;
`build` writes one HTML file of them, of the engine's own sources, and of the page in `web/`. What Python does inside
that page stands in `desk/`. Nothing else imports this folder.

A script, in the page or elsewhere, shows what it has found with `plot`, `bars`, `table` and `show`.
"""

from lectures.workbench.shown.now import show
from lectures.workbench.shown.plots import bars, plot
from lectures.workbench.shown.tables import table

__all__ = ["bars", "plot", "show", "table"]
