"""A picture of each page, by which others show a link to it: drawn by resvg, once for the same words, cover and fonts.

What draws them comes with the extra ``shohyo[cards]``; without it there are none.  Pictures are kept beside the
doctrees under a digest of all that they are made of.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import imagesize
from sphinx.util.logging import getLogger

from ..drawing.card import COVER_HEIGHT, COVER_WIDTH, HEIGHT, WIDTH, Card, Picture, draw_card
from ..drawing.cover import draw_cover, in_a_row
from ..page.cover import cover_words
from ..reading.domain import chapter_title
from ..reading.freshness import kept_beside
from ..reading.safety import safety_of
from ..shown.labels import kind_label
from ..source.files import is_regular
from ..wording import say, told
from .files import put
from .site import Site, SitePage, is_site

if TYPE_CHECKING:
    from PIL.Image import Image
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from ..wording import Wording
    from .typefaces import Typefaces

FOLDER = "_images/cards"  #: in the output
#: bytes of a picture: some networks leave larger ones away, and a preview is to be there at once
MOST = 60_000
#: raised when a picture is drawn otherwise
VERSION = 2
#: what draws, with the package of its fonts
NEEDED = ("resvg_py", "PIL", "pylopdf_fonts_jp")
_COLOURS = (256, 128, 64, 32, 16)  # of a picture with a cover; letters on paper need few
_FEW = 64

logger = getLogger(__name__)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Switch cards off, and say so once, where what draws them is not installed."""
    fonts = _fonts_of(config)
    missing = [name for name in NEEDED if not find_spec(name) and not (fonts and name == NEEDED[-1])]
    if config.shohyo_cards and config.html_baseurl and missing:
        config.shohyo_cards = False
        _tell(app, say("pages have no cards: install shohyo[cards], or say shohyo_cards = False"))
    for font in fonts:
        if not Path(app.confdir, font).is_file():
            config.shohyo_cards = False
            _tell(app, say('shohyo_card_font: there is no file "{path}", and pages have no cards', path=font))


def has_cards(app: Sphinx) -> bool:
    """Tell whether a build draws them: a site that knows its address, by which alone others find a picture."""
    return is_site(app) and bool(app.config.shohyo_cards and app.config.html_baseurl)


def card_path(docname: str) -> str:
    """Return where the card of a page is, from the top of the site."""
    return f"{FOLDER}/{docname}.png"


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the cards of all pages."""
    if exception or not has_cards(app):
        return
    try:
        typefaces = _typefaces(app)
    except OSError as error:
        _tell(app, say("shohyo_card_font: {error}, and pages have no cards", error=str(error)))
        return
    site, folder = Site(app), kept_beside(app, "cards")
    folder.mkdir(parents=True, exist_ok=True)
    plans = list(_plans(site, typefaces))
    missing = {plan.key: plan for plan in plans if not plan.file(folder).exists()}.values()
    with ThreadPoolExecutor(max_workers=max(app.parallel, 1)) as pool:  # what draws lets others work meanwhile
        list(pool.map(lambda plan: plan.draw(folder, typefaces), missing))
    for plan in plans:
        put(app, card_path(plan.docname), plan.file(folder).read_bytes())
    for file in {*folder.iterdir()} - {plan.file(folder) for plan in plans}:
        file.unlink()
    letters = "".join(sorted({letter for plan in plans for letter in plan.lacking}))
    if letters:
        about = ", ".join(plan.docname for plan in plans if plan.lacking)
        _tell(
            app,
            say(
                'the fonts of cards have no "{letters}", and these pages are shown without words: {pages}; '
                "name a font with shohyo_card_font",
                letters=letters,
                pages=about,
            ),
        )


@dataclass(frozen=True)
class Plan:
    """What the card of a page is made of."""

    docname: str
    card: Card
    lacking: str  #: letters of its title that no font has
    cover: bytes  #: a picture that the author gives, or a drawing of ours; nothing, where there is none
    key: str  #: digest of all this, and of what draws it

    def file(self, folder: Path) -> Path:
        """Return where its picture is kept."""
        return folder / f"{self.key}.png"

    def draw(self, folder: Path, typefaces: Typefaces) -> None:
        """Keep its picture."""
        file = self.file(folder)
        unfinished = file.with_suffix(".new")  # or a build that is killed would leave half of it
        unfinished.write_bytes(draw(self.card, self.cover, typefaces))
        unfinished.replace(file)


def _plans(site: Site, typefaces: Typefaces) -> Iterator[Plan]:
    drawn_by = [str(VERSION), typefaces.digest, *(metadata.version(name) for name in ("resvg_py", "pillow"))]
    for page in site.pages:
        title, lacking = typefaces.drawable(site.name if page.docname == site.app.config.root_doc else page.title)
        card = Card(
            title,
            page.kind,
            typefaces.drawable(str(kind_label(page.kind)))[0] if page.kind != "page" else "",
            tuple(filter(None, (typefaces.drawable(words)[0] for words in _about(site, page)))),
            "" if page.docname == site.app.config.root_doc else typefaces.drawable(site.name)[0],
        )
        cover = _cover(site, page, typefaces)
        state = [*drawn_by, repr(astuple(card)), hashlib.sha256(cover).hexdigest()]
        key = hashlib.sha256("\n".join(state).encode()).hexdigest()
        yield Plan(page.docname, card, lacking, cover, key)


def _about(site: Site, page: SitePage) -> Iterator[str]:
    """Yield what stands under the title: book and authors, book and chapter, or what the page is for."""
    domain, record = site.domain, page.record
    if page.kind == "page":
        yield page.summary
    for key in getattr(record, "books_named", ()):
        work = domain.bibliography.entries.get(key)
        if work and work.title not in page.title and page.title not in work.title:
            yield work.full_title
        if work and work.authors and page.kind == "book":
            yield in_a_row(work.title, work.authors)
    if page.kind == "review" and record.author:
        yield ", ".join(author.name for author in record.author)
    document = domain.documents.get(page.docname)
    for place in site.catalogue.chapters_of.get(document.slug, ())[:1] if document else ():
        yield domain.book_title(place.book)
        yield chapter_title(place)


def _cover(site: Site, page: SitePage, typefaces: Typefaces) -> bytes:
    """Return the cover of the book that a page is about: the author's own, or the one that we draw."""
    if page.kind not in ("review", "book"):
        return b""
    domain, document = site.domain, site.domain.documents[page.docname]
    if picture := domain.covers.get(page.docname):
        file = Path(site.app.srcdir, picture.files[-1][0])  # the larger, if there are two
        safety = safety_of(site.app.env)
        if is_regular(file) and safety.holds(file):
            return file.read_bytes()
    keys = document.record.books_named
    title, authors = cover_words(document, domain.bibliography.entries.get(keys[0]) if keys else None)
    words = [typefaces.drawable(word)[0] for word in (title, *authors)]
    return draw_cover(words[0], list(filter(None, words[1:])), label="").encode() if words[0] else b""


def rendered(app: Sphinx, svg: str, width: int, height: int) -> bytes:
    """Return a drawing with the fonts of cards as PNG; nothing, where there is nothing to draw it with."""
    if any(not find_spec(name) for name in NEEDED[:2]):
        return b""
    try:
        return _reduced(_image(svg, _typefaces(app), width, height), _FEW)
    except (OSError, ImportError):  # there are no fonts
        return b""


def draw(card: Card, cover: bytes, typefaces: Typefaces) -> bytes:
    """Return a card as PNG, with as many colours as there is room for."""
    picture = _embedded(cover) if cover else None
    svg = draw_card(card, typefaces.heading, typefaces.text, picture)
    image = _image(svg, typefaces, WIDTH, HEIGHT)
    for colours in _COLOURS if picture else (_FEW,):
        data = _reduced(image, colours)
        if len(data) <= MOST:
            break
    return data


def _image(svg: str, typefaces: Typefaces, width: int, height: int) -> Image:
    """Return a drawing as pixels."""
    import resvg_py
    from PIL import Image

    drawn = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        height=height,
        skip_system_fonts=True,
        font_files=[os.fspath(file) for file in typefaces.files],
        font_family=typefaces.text.family,
        sans_serif_family=typefaces.text.family,
    )
    return Image.open(io.BytesIO(bytes(drawn))).convert("RGB")


def _reduced(image: Image, colours: int) -> bytes:
    """Return a picture with some colours as PNG."""
    from PIL import Image

    # the first takes a quarter of the time, and shows bands in photographs
    method = Image.Quantize.FASTOCTREE if colours <= _FEW else Image.Quantize.MEDIANCUT
    data = io.BytesIO()
    # a tenth larger than packed as hard as can be, in a fifth of the time
    image.quantize(colours, method=method, dither=Image.Dither.NONE).save(data, "PNG", compress_level=6)
    return data.getvalue()


def _embedded(cover: bytes) -> Picture | None:
    """Return a cover as it stands in a drawing, no larger than it is shown; nothing, where it is no picture."""
    from PIL import Image, ImageOps

    if cover.lstrip()[:1] == b"<":
        return _drawing(cover)
    try:
        with Image.open(io.BytesIO(cover)) as file:
            image = ImageOps.exif_transpose(file).convert("RGBA")
        image.thumbnail((COVER_WIDTH, COVER_HEIGHT), Image.Resampling.LANCZOS)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=1)
    return Picture(_data("image/png", data.getvalue()), *image.size)


def _drawing(cover: bytes) -> Picture | None:
    """Return a cover that is a drawing."""
    size = imagesize.get(io.BytesIO(cover))
    return Picture(_data("image/svg+xml", cover), *size) if min(size) > 0 else None


def _data(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _fonts_of(config: Config) -> list[str]:
    """Return the fonts that a project names: one, or one for titles and one for what is small."""
    fonts = config.shohyo_card_font
    return [fonts] * bool(fonts) if isinstance(fonts, str) else [*map(str, fonts)]


def _typefaces(app: Sphinx) -> Typefaces:
    from .typefaces import Typefaces

    if fonts := _fonts_of(app.config):
        return Typefaces(*(Path(app.confdir, font) for font in (fonts * 2)[:2]))
    import pylopdf_fonts_jp

    return Typefaces(pylopdf_fonts_jp.serif_path(), pylopdf_fonts_jp.sans_path())


def _tell(app: Sphinx, text: Wording) -> None:
    """Say what is no warning: a site without cards is whole, and ``-W`` would stop it."""
    logger.info("%s", told(text, app.config.language))
