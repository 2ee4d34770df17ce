project = "差分機関の棚"
language = "ja"
extensions = ["shohyo", "sphinx.ext.intersphinx"]
html_theme = "shohyo"
suppress_warnings = ["shohyo.no_source"]
shohyo_search_at = "../"
intersphinx_mapping = {"lovelace": ("../lovelace/", "../out/lovelace/objects.inv")}
