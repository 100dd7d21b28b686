"""The site: a lecture's script is read, run cell by cell, and becomes a page; all pages together get an index.

In come scripts in percent format; out go `out/NAME.html`, the SVG files of its graphs, the index, the errata sheet,
`claims.json` and `coverage.json`, and on request a notebook for each lecture.
"""
