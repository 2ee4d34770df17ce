project = "小さな棚"
language = "ja"
extensions = ["shohyo"]
exclude_patterns = ["_build"]
html_theme = "sphinx_book_theme"
