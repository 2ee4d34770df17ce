project = "三つの棚"
language = "ja"
extensions = ["shohyo", "sphinx.ext.intersphinx"]
html_theme = "shohyo"
shohyo_search_sites = {"babbage/": "../out/babbage", "lovelace": "../out/lovelace"}
intersphinx_mapping = {
    "babbage": ("babbage/", "../out/babbage/objects.inv"),
    "lovelace": ("lovelace/", "../out/lovelace/objects.inv"),
}
