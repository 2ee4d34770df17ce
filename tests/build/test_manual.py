"""The manual in docs/ is complete, its examples work, and the two READMEs agree."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from click.testing import CliRunner
from docutils import nodes
from docutils.utils import new_document
from pydantic import BaseModel

from shohyo import kinds, model, publicity
from shohyo.bib.bibliography import load_bibliography
from shohyo.calculators import model as calculators
from shohyo.calculators.formula import FUNCTIONS
from shohyo.checks.project import check_project
from shohyo.cli import main
from shohyo.errors import CODES, Code
from shohyo.reading.directives import DIRECTIVES
from shohyo.reading.domain import ShohyoDomain
from shohyo.search.model import Section
from shohyo.search.sphinx.collect import sections
from shohyo.source import frontmatter

from .building import REPOSITORY, article, build, manual_in, soup
from .test_search import read

DOCS = REPOSITORY / "docs"
EXAMPLE = DOCS / "example"
SOURCES = sorted(DOCS.glob("*.md"))
READMES = [REPOSITORY / "README.md", REPOSITORY / "README.ja.md"]


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return manual_in(tmp_path_factory)


def files_in(source: Path) -> dict[str, str]:
    """Return path → text of each code block that a page of the manual shows as a file, by its caption."""
    blocks = re.findall(
        r"^(`{3,})\{code-block\} \S+\n:caption: (\S+)\n\n(.*?)^\1$", source.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return {caption: text for _fence, caption, text in blocks}


def named_block(source: Path, name: str) -> str:
    """Return the text of the code block of that name."""
    (text,) = re.findall(
        rf"^```\{{code-block\}} \S+\n:name: {name}\n\n(.*?)^```$", source.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return text


def write_files(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def first_column(table: Tag) -> list[str]:
    return [row.find("td").get_text() for row in table.select("tbody tr")]


def section(page: BeautifulSoup, anchor: str) -> Tag:
    found = page.find("section", id=anchor) or page.find(id=anchor).find_parent("section")
    assert found is not None, anchor
    return found


def test_no_markup_is_left_over(manual: Path) -> None:
    """Nothing that was meant as a directive or a role is printed as text."""
    for page in manual.rglob("*.html"):
        text = article(page)
        for code in text.select("pre, code"):
            code.decompose()
        assert re.findall(r":::+|```|\{[\w:-]+\}`?", text.get_text()) == [], page.name


# --- completeness --------------------------------------------------------------------------------


def test_every_code_is_listed(manual: Path) -> None:
    """The page of checks has a row for each kind of finding, with its severity and its sentence."""
    rows = [
        [cell.get_text() for cell in row.find_all("td")]
        for row in section(article(manual / "checks.html"), "codes").select("tbody tr")
    ]
    assert rows == [[f"shohyo.{code}", str(severity), sentence] for code, (severity, sentence) in CODES.items()]
    assert {code for code, *_ in rows} == {f"shohyo.{code}" for code in Code}


def records(base: type[model.Record]) -> Iterator[type[model.Record]]:
    for record in base.__subclasses__():
        yield record
        yield from records(record)


KINDS = {
    model.Page: "every-page", model.Review: "reviews", model.Book: "pages-of-books", model.Pattern: "outline-pages",
}  # fmt: skip


#: the body of a directive has the keys of an outline page, and is no front matter; what books and reviews share is of both
IN_FRONT_MATTER = [record for record in records(model.Record) if record not in (model.Drawing, model.OfBook)]


@pytest.mark.parametrize("record", IN_FRONT_MATTER, ids=lambda record: record.__name__)
def test_every_key_is_explained(manual: Path, record: type[model.Record]) -> None:
    """The page of front matter has a table for each model, with a row of key, value and meaning for each field."""
    anchor = KINDS.get(record, f"keys-of-{record.__name__.lower()}")
    table = section(article(manual / "front-matter.html"), anchor).find("table")
    keys = {info.alias or name for name, info in record.model_fields.items()}
    if issubclass(record, model.Page) and record is not model.Page:
        keys -= set(model.Page.model_fields) - {"kind"}
    assert set(first_column(table)) == keys
    assert all(cell.get_text().strip() for cell in table.select("tbody td"))


def full_metadata() -> dict[str, str]:
    """Return what other extensions see of a page that has everything."""
    keys = dict.fromkeys(("title", "date", "updated", "author", "summary", "license"), "2026-11-23")
    keys |= {"tags": "[a]", "lang": "en", "canonical_url": "https://example.org/", "id": "a", "title_en": "A"}
    keys |= {"category": "b", "tocdepth": "2"} | dict.fromkeys(
        ("orphan", "nosearch", "no-search", "nocomments"), "true"
    )
    text = "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + "---\n"
    front = frontmatter.parse(text, "patterns/a.md", "patterns/a")
    review = frontmatter.parse("---\ntitle: A\nbook: b\n---\n", "reviews/b.md", "reviews/b")
    assert front.diagnostics == review.diagnostics == []
    return frontmatter.metadata(front) | frontmatter.metadata(review)


@pytest.mark.parametrize(
    ("anchor", "names"),
    [
        ("kinds-of-pages", kinds.KINDS),
        ("names-that-blogs-use", [*frontmatter.TOP_LEVEL_ALIASES, *frontmatter.IMAGE_ALIASES]),
        ("keys-of-sphinx-and-myst", frontmatter.FILE_WIDE),
        ("not-public", [key for row in publicity.TABLE for key in row.keys]),
        ("what-other-extensions-see", full_metadata()),
    ],
)
def test_other_names_are_explained(manual: Path, anchor: str, names: Iterable[str]) -> None:
    """Kinds, names of blogs, keys of Sphinx and names in env.metadata stand in their sections, too."""
    codes = {code.get_text() for code in section(article(manual / "front-matter.html"), anchor).select("code")}
    assert set(names) - codes == set()


def page_of(name: str) -> str:
    """Return the page that explains a directive."""
    return f"{name}s.html" if name in ("diagram", "calculator") else "directives.html"


@pytest.mark.parametrize("name", DIRECTIVES)
def test_every_directive_is_explained(manual: Path, name: str) -> None:
    """Its page has a section for each, with each option in its table and in an example."""
    found = section(article(manual / page_of(name)), name)
    options = set(DIRECTIVES[name].option_spec or ())
    listed = first_column(found.find("table")) if options else []
    examples = "".join(block.get_text() for block in found.select("pre"))
    assert f"{{{name}}}" in examples
    assert set(listed) == {f":{option}:" for option in options}
    assert {option for option in options if f":{option}:" not in examples} == set()


def choices(convert: Callable[[str], object]) -> list[str]:
    """Return the values that an option accepts; none if it accepts more than a fixed set."""
    try:
        convert("no-such-value")
    except ValueError as error:
        found = re.search(r"is not one of ([\w, -]+)", str(error))
        return found[1].strip().split(", ") if found else []
    return []


@pytest.mark.parametrize("name", DIRECTIVES)
def test_values_of_options_are_explained(manual: Path, name: str) -> None:
    """Every value of an option with a fixed set of values stands in its row."""
    options = DIRECTIVES[name].option_spec or {}
    fixed = {option: values for option, convert in options.items() if (values := choices(convert))}
    listed = {}
    for row in section(article(manual / page_of(name)), name).select("tbody tr") if fixed else ():
        option, value, *_ = row.find_all("td")
        listed.setdefault(option.get_text().strip(":"), [code.get_text() for code in value.find_all("code")])
    assert {option: listed[option] for option in fixed} == fixed


@pytest.mark.parametrize(
    "record", [calculators.Body, calculators.Input, calculators.Result], ids=lambda record: record.__name__
)
def test_keys_of_calculators_are_explained(manual: Path, record: type[BaseModel]) -> None:
    """The page of calculators has a row for each key, and names each function of a formula."""
    page = article(manual / "calculators.html")
    table = section(page, {calculators.Body: "calculator"}.get(record, f"keys-of-{record.__name__.lower()}")).find(
        "table"
    )
    assert first_column(table) == list(record.model_fields)
    named = " ".join(code.get_text() for code in section(page, "formulas").select("code"))
    assert {name for name in FUNCTIONS if not re.search(rf"\b{name}\b", named)} == set()


@pytest.mark.parametrize("role", ShohyoDomain.roles)
def test_every_role_is_explained(manual: Path, role: str) -> None:
    """The page of names has a row for each role."""
    roles = section(article(manual / "domain.html"), "roles").find("table")
    assert any(cell.startswith(f"{{{role}}}`") for cell in first_column(roles))


def test_every_relation_type_is_listed(manual: Path) -> None:
    """The page of names has each type with its inverse."""
    rows = section(article(manual / "domain.html"), "relations").find("table").select("tbody tr")
    assert {row.select("code")[0].get_text(): row.select("code")[1].get_text() for row in rows} == model.INVERSE


def test_settings_are_all_listed(manual: Path, tmp_path: Path) -> None:
    """What the extension sets in a project that sets nothing is what the manual says it sets."""
    write_files(tmp_path, files_in(DOCS / "alone.md"))
    spy = (
        "def setup(app):\n"
        "    def write(app):\n"
        "        import json, pathlib\n"
        "        config, out = app.config, pathlib.Path(app.outdir, 'settings.json')\n"
        "        changed = [name for name, option in config.values.items()\n"
        "                   if not callable(option.default) and getattr(config, name) != option.default]\n"
        "        out.write_text(json.dumps(changed))\n"
        "    app.connect('builder-inited', write, priority=300)\n"
    )
    with (tmp_path / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(spy)
    changed = json.loads((build(tmp_path, tmp_path / "_build") / "settings.json").read_text("utf-8"))
    listed = {
        code.get_text()
        for code in section(article(manual / "alone.html"), "what-it-sets").select("td:first-child code")
    }
    # folders of ours beside those of the project; the rest is Sphinx's own doing
    other = {"extensions", "templates_path", "html_static_path", "nitpicky", "numfig_format"}
    assert listed == set(changed) - other


# --- examples ------------------------------------------------------------------------------------


EXAMPLES = [
    pytest.param(path, text, id=f"{source.stem}:{path}")
    for source in SOURCES
    for path, text in files_in(source).items()
]


def test_examples_are_found() -> None:
    """The tests below have something to test: pages of each kind, settings, a bibliography."""
    paths = [example.values[0] for example in EXAMPLES]
    assert len([path for path in paths if path.endswith(".md")]) >= 5
    assert {Path(path).suffix or Path(path).name for path in paths} >= {".md", ".py", ".bib", ".yaml", ".json"}
    text = "".join(source.read_text("utf-8") for source in SOURCES)
    assert len(EXAMPLES) == text.count("```{code-block}") - len(re.findall(r"^:name:", text, re.MULTILINE))


@pytest.mark.parametrize(("path", "text"), EXAMPLES)
def test_example_is_valid(path: str, text: str, tmp_path: Path) -> None:
    """A file that the manual shows is what it pretends to be; a page has no mistake in its front matter."""
    match Path(path).suffix or Path(path).name:
        case ".md":
            front = frontmatter.parse(text, path, path.removesuffix(".md"))
            assert front.diagnostics == []
            assert front.record is not None or not text.startswith("---")
        case ".bib":
            write_files(tmp_path, {path: text})
            bibliography = load_bibliography([tmp_path / path], tmp_path)
            assert bibliography.diagnostics == ()
            assert bibliography.entries
        case ".py":
            compile(text, path, "exec")
        case ".json":
            json.loads(text)
        case ".yaml":
            yaml.safe_load(text)
        case suffix:
            assert suffix in (".css", ".html", ".mjs")


def test_example_site_stands_alone(tmp_path: Path) -> None:
    """The site of the quickstart builds by itself, without a warning, and the check finds nothing."""
    site = Path(shutil.copytree(EXAMPLE, tmp_path / "site"))
    build(site, tmp_path / "html", "-W", "--keep-going")
    result = CliRunner().invoke(main, ["check", str(site), "--strict"])
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "no problems in 7 files")
    assert "no problems in 7 files" in (DOCS / "quickstart.md").read_text("utf-8")


def test_manual_passes_its_own_check() -> None:
    """``shohyo check docs`` finds nothing."""
    assert check_project(DOCS).diagnostics == ()


def test_project_alone_builds(tmp_path: Path) -> None:
    """The three files of "Using the extension alone" are a project."""
    files = files_in(DOCS / "alone.md")
    assert sorted(files) == ["conf.py", "index.md", "reviews/a-first-one.md"]
    write_files(tmp_path, files)
    output = build(tmp_path, tmp_path / "_build", "-W", "--keep-going")
    assert soup(output / "reviews/a-first-one.html").select_one("h1").get_text().startswith("A first one")


def test_extending_works(tmp_path: Path) -> None:
    """The extension and the template of "Extending" show what they promise on the example site."""
    site = Path(shutil.copytree(EXAMPLE, tmp_path / "site"))
    write_files(site, files_in(DOCS / "extending.md"))
    output = build(site, tmp_path / "html", "-W", "--keep-going")
    assert (
        soup(output / "patterns/canary-release.html").select_one("p.guards").get_text() == "Prevents Big-bang release"
    )
    assert soup(output / "reviews/calm-operations.html").select_one("p.rating").get_text() == "4 / 5, Jane Doe"
    assert not soup(output / "patterns/feature-flag.html").select("p.guards, p.rating")


def test_extending_the_search_works(tmp_path: Path) -> None:
    """The extension of recipes tells the search its pages, in a project that has nothing else of Shohyo."""
    extension = files_in(DOCS / "extending.md")["_ext/recipes.py"]
    write_files(tmp_path / "site", {
        "conf.py": 'import sys\nfrom pathlib import Path\nsys.path.append(str(Path(__file__).parent / "_ext"))\nextensions = ["recipes"]\n',
        "_ext/recipes.py": extension,
        "index.rst": "Home\n====\n\n.. toctree::\n\n   soup\n",
        "soup.rst": ":serves: 4\n:known-as: Broth\n:read-as: みそしる\n:course: starter\n\n味噌汁\n======\n",
        "burnt.rst": ":orphan:\n:serves: 1\n:untested:\n\nBurnt\n=====\n",
    })  # fmt: skip
    records = read(build(tmp_path / "site", tmp_path / "output"))
    assert records.keys() == {"index.html", "soup.html"}
    soup = records["soup.html"]
    assert (soup["kind"], soup["kindLabel"], soup["trail"]) == ("recipe", "Recipe", ["Kitchen"])
    assert soup["names"] == ["Broth", "みそしる", "misoshiru"]


def test_block_marks_itself_as_shown() -> None:
    """The nodes of the manual are not searched, and keep the heading above them from being searched, too."""
    found: dict[str, Any] = {}
    exec(compile(named_block(DOCS / "extending.md", "mark-block"), "extending.md", "exec"), found)
    page = new_document("")
    page += nodes.section("", nodes.title("", "Title"), nodes.paragraph("", "text"), found["around"])
    assert sections(page) == (Section("", "", ("text",)),)


def test_check_from_python_works(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines for checking a project from Python run; the example site has nothing to print."""
    monkeypatch.chdir(EXAMPLE)
    exec(compile(named_block(DOCS / "extending.md", "code-check"), "extending.md", "exec"), {})
    assert capsys.readouterr().out == ""


def test_report_is_as_shown(tmp_path: Path) -> None:
    """The JSON in the manual is what the command prints, and VS Code's problem matcher reads the text form."""
    page = '---\ntitle: A\naliasses: [B]\nsources: ["https://example.org/"]\n---\n'
    write_files(tmp_path, {"conf.py": "", "patterns/prediction-cache.md": page})
    result = CliRunner().invoke(main, ["check", str(tmp_path), "--format", "json"])
    assert json.loads(result.output) == json.loads(named_block(DOCS / "checks.md", "json-report"))
    task = json.loads(files_in(DOCS / "checks.md")[".vscode/tasks.json"])["tasks"][0]
    pattern = task["problemMatcher"]["pattern"]
    line = CliRunner().invoke(main, ["check", str(tmp_path)]).output.splitlines()[0]
    found = re.fullmatch(pattern["regexp"], line)
    assert [found[pattern[name]] for name in ("file", "line", "column", "code")] == [
        "patterns/prediction-cache.md", "3", "1", "shohyo.front_matter",
    ]  # fmt: skip


def test_read_the_docs_file_is_ours() -> None:
    """The manual shows the very settings by which this repository's site is built."""
    shown = yaml.safe_load(files_in(DOCS / "publishing.md")[".readthedocs.yaml"])
    assert shown == yaml.safe_load((REPOSITORY / ".readthedocs.yaml").read_text("utf-8"))


# --- README --------------------------------------------------------------------------------------


def fences(path: Path) -> list[str]:
    return re.findall(r"^```(\w+\n.*?)^```$", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def test_readmes_show_the_same() -> None:
    """Both READMEs have the same commands and files, and as many sections."""
    english, japanese = READMES
    assert [re.sub(r" +#.*", "", text) for text in fences(english)] == [
        re.sub(r" +#.*", "", text) for text in fences(japanese)
    ]
    headings = [re.findall(r"^#+ ", path.read_text("utf-8"), re.MULTILINE) for path in READMES]
    assert headings[0] == headings[1] != []


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_links_of_readme_lead_somewhere(readme: Path) -> None:
    """Whatever a README links to in the repository is there."""
    links = re.findall(r"\]\((?!https?://)([^)#]+)", readme.read_text("utf-8"))
    assert len(links) >= 5
    assert [link for link in links if not (REPOSITORY / link).exists()] == []


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_review_in_readme_fits_the_site(readme: Path, tmp_path: Path) -> None:
    """The book and the review that a README shows can be added to this repository's site without a finding."""
    (review,) = [text.partition("\n")[2] for text in fences(readme) if text.startswith("markdown\n---")]
    (book,) = [text.partition("\n")[2] for text in fences(readme) if text.startswith("bibtex\n")]
    for folder in ("reviews", "patterns"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    for name in ("conf.py", "references.bib", "index.md"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    (tmp_path / "references.bib").chmod(0o644)
    with (tmp_path / "references.bib").open("a", encoding="utf-8") as bibliography:
        bibliography.write(book)
    write_files(tmp_path, {"reviews/my-book.md": review})
    paths = [tmp_path / "reviews/my-book.md", tmp_path / "references.bib"]
    assert check_project(tmp_path, paths).diagnostics == ()


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_targets_in_readme_exist(readme: Path) -> None:
    """Every ``make …`` that a README names is a target."""
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    named = set(
        re.findall(
            r"\bmake ([a-z]+(?:-[a-z]+)*)",
            "\n".join(re.findall(r"`[^`\n]+`|^make .*|^\$ make .*", readme.read_text("utf-8"), re.MULTILINE)),
        )
    )
    assert named >= {"html", "test"}
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()
