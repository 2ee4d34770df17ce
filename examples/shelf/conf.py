"""A shelf of its own: several books, several reviewers, in English."""

project = "An Old Shelf"
author = "The readers of An Old Shelf"
copyright = "The readers of An Old Shelf"
language = "en"

extensions = ["shohyo"]
nitpicky = True
exclude_patterns = ["_build", "README.md"]

html_theme = "shohyo"
html_title = project
html_copy_source = False
