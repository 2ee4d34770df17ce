project = "A small shelf"
language = "en"
extensions = ["shohyo"]
exclude_patterns = ["_build"]
html_theme = "sphinx_book_theme"
