extensions = ["shohyo"]
