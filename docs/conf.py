"""Configuration of the manual; it is built with the extension that it describes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "Shohyo manual"
author = "the Shohyo authors"
copyright = "the Shohyo authors (MIT licence)"
language = "en"

extensions = ["shohyo", "reference"]
exclude_patterns = ["_ext", "images", "example/_build"]
# the example's own file, and that of the site, for entries to cite
bibtex_bibfiles = ["example/references.bib", "../references.bib"]
nitpicky = True

html_theme = "shohyo"
html_title = project
html_copy_source = False
html_last_updated_fmt = None
