"""An extension that has nothing to do with Shohyo: recipes, with what they are found by."""

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective


class RecipeDirective(SphinxDirective):
    """Keeps what a page is, and shows a line that is not searched, and a heading above it."""

    option_spec = {"known-as": directives.unchanged, "read-as": directives.unchanged, "secret": directives.flag}

    def run(self):
        self.env.metadata[self.env.docname]["recipe"] = dict(self.options)
        box = nodes.section("", nodes.title("", "Everything with onions"), ids=["onions"], nosearch="if-empty")
        box += nodes.paragraph("", "leek onion shallot", nosearch=True)
        words = nodes.section("", nodes.title("", "Serving"), ids=["serving"], nosearch="if-empty")
        words += nodes.paragraph("", "", nodes.Text("hot "), nodes.inline("", "badge", nosearch=True))
        return [box, words]


def on_search_page(app, page):
    recipe = app.env.metadata[page.docname].get("recipe")
    if recipe is None:
        return
    page.kind, page.kind_label = "recipe", "Recipe"
    page.trail.insert(0, "Kitchen")
    page.facets["tag"]["warm"] = "Warm dishes"
    if "secret" in recipe:
        page.leave_out()
    if "known-as" in recipe:
        page.names.append(recipe["known-as"])
    if "read-as" in recipe:
        page.readings[page.title] = recipe["read-as"]


def setup(app):
    app.setup_extension("shohyo.search")
    app.add_directive("recipe", RecipeDirective)
    app.connect("shohyo-search-page", on_search_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
