project = "Guide"
language = "en"
extensions = ["shohyo"]
