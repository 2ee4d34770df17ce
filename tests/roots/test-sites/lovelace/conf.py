project = "Notes by Ada"
extensions = ["shohyo.search", "sphinx.ext.intersphinx"]
shohyo_search_at = "../"
intersphinx_mapping = {"babbage": ("../babbage/", "../out/babbage/objects.inv")}
