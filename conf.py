"""Configuration of the site; the extension's defaults do the rest."""

import os

project = "Shohyo 書評"
author = "Shohyo 編集部"
copyright = "Shohyo 編集部（文章と図は CC BY 4.0）"
language = "ja"

extensions = ["shohyo"]
nitpicky = True
# what the site is made of; nothing else in the repository is scanned
include_patterns = ["*.md", "reviews/**", "patterns/**"]
exclude_patterns = ["README*.md", "CHANGELOG.md", "CONTRIBUTING.md", "THIRD_PARTY.md"]
# Sphinx walks through all folders that it is not told to leave out, and here stand environments and output
exclude_patterns += [".*", "_build", "node_modules", "bench", "docs", "shohyo", "tests"]

html_theme = "shohyo"
html_title = project
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_static_path = ["_static"]
html_logo = html_favicon = "_static/mark.svg"
html_copy_source = False
html_last_updated_fmt = None
