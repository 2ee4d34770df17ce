"""Configuration of the site; the extension's defaults do the rest."""

import os

project = "Shohyo 書評"
author = "Shohyo 編集部"
copyright = "Shohyo 編集部（文章と図は CC BY 4.0）"
language = "ja"

extensions = ["shohyo"]
nitpicky = True
# what the site is made of; nothing else in the repository is scanned
include_patterns = ["*.md", "reviews/**", "patterns/**"]
exclude_patterns = ["README*.md", "CHANGELOG.md", "CONTRIBUTING.md", "THIRD_PARTY.md"]

html_theme = "sphinx_book_theme"
html_title = project
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_static_path = ["_static"]
html_sidebars = {"**": ["navbar-logo.html", "search-button-field.html", "shohyo/navigation.html"]}
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "navbar_persistent": [],  # the search button stands in the sidebar and in the article's header
    "toc_title": "このページの内容",
}
html_copy_source = False
html_last_updated_fmt = None
