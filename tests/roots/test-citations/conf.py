project = "Citations"
language = "en"
extensions = ["shohyo"]
html_theme = "basic"
