project = "三冊の棚"
language = "ja"
extensions = ["shohyo"]
exclude_patterns = ["_build"]
html_theme = "shohyo"
