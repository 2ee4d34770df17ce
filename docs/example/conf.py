project = "A small shelf"
language = "en"
extensions = ["shohyo"]
exclude_patterns = ["_build"]
html_theme = "shohyo"
