language = "ja"
extensions = ["shohyo"]
