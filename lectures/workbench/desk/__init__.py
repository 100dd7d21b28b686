"""What Python does in the workbench: each call takes what the page sends as plain data, and returns plain data.

`desk` keeps what a script or a formula left; `calls` is the list of what the page may ask for. It is ordinary Python:
tests call it without a browser.
"""
