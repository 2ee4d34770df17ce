"""After any edits, whatever they are of, an incremental build has the bytes of a clean one, and loses nobody's files.

A walk makes one edit after another, builds into the same folder, and compares with a build from nothing each time.
Steps are random, and the same in each run; a failure names the steps that led to it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.build.building import digest, run_sphinx

#: values of conf.py that a walk changes, the first as at its beginning
SETTINGS: dict[str, list[object]] = {
    "html_theme": ["shohyo", "alabaster"],
    "html_theme_options": [{}, {"nosidebar": True}],
    "html_copy_source": [True, False],
    "html_use_index": [True, False],
    "html_show_sphinx": [True, False],
    "html_title": ["棚", "別の棚"],
    "html_baseurl": ["", "https://example.org/"],
    "html_logo": [None, "extra/logo.svg"],
    "html_static_path": [["static"], ["static", "more"], []],
    "html_extra_path": [["extra"], [], ["extra/inner", "extra"]],
    "html_css_files": [["own.css"], []],
    "html_split_index": [False, True],
    "language": ["ja", "en"],
    "suppress_warnings": [["shohyo.unlisted", "shohyo.unguarded", "shohyo.remote"]],
}
#: files of others in the output, which no build may touch
THEIRS = {
    name: f"{name} is theirs"
    for name in ("CNAME", "_images/theirs.svg", "_downloads/theirs.txt", "_static/theirs.css", "notes/theirs.html")
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>{}</title></svg>'


class Walk:
    """A project that is edited, and what is built of it."""

    def __init__(
        self, rootdir: Path, folder: Path, seed: int, builder: str, jobs: int, *themes: object, cards: bool = True
    ) -> None:
        self.random, self.builder, self.jobs = Random(seed), builder, jobs
        self.folder, self.site = folder, Path(shutil.copytree(rootdir / "test-site", folder / "site"))
        self.steps: list[str] = []
        self.themes = [*SETTINGS["html_theme"], *themes]
        self.settings = {name: values[0] for name, values in SETTINGS.items()} | {"shohyo_cards": cards}
        self.number = 0
        for name in ("static", "more", "extra", "extra/inner", "templates", "notes"):
            (self.site / name).mkdir()
        for path in ("patterns", "shelters.yaml"):
            source = rootdir / "test-guide" / path
            if source.is_dir():
                shutil.copytree(source, self.site / path, dirs_exist_ok=True)
            else:
                shutil.copy(source, self.site / path)
        self.write("guide.md", "---\ntitle: 案内\n---\n\n```{guide} shelters.yaml\n```\n")
        index = self.site / "index.md"
        self.write("index.md", index.read_text("utf-8") + "\n```{toctree}\n:glob:\n\nguide\nnotes/*\n```\n")
        self.write("static/own.css", "p { color: red }\n")
        self.write("extra/logo.svg", SVG.format("印"))
        self.write("extra/inner/inner.txt", "内\n")
        self.write("picture.svg", SVG.format("絵"))
        self.write("data.csv", "a,b\n1,2\n")
        # a page that shows something of others in every way there is
        self.write(
            "views.md",
            "# 一覧\n\n(here)=\n\n## ここ\n\n```{compare} alpha, beta\n```\n\n```{patterns}\n:filter:\n```\n\n```{tags}\n```\n\n"
            "```{relations} alpha\n```\n\n```{toctree}\n:maxdepth: 3\n\nwords\n```\n\n{any}`there` {term}`棚` {eq}`sum`\n",
        )
        self.write(
            "words.md",
            "# 語\n\n(there)=\n\n## そこ\n\n{ref}`here` {doc}`views` [](views.md) [](views.md#ここ)\n\n"
            "```{glossary}\n棚\n  本を置く所です。\n```\n\n```{math}\n:label: sum\n1 + 1\n```\n",
        )
        self.write(
            "index.md", (self.site / "index.md").read_text("utf-8") + "\n```{toctree}\n:maxdepth: 2\n\nviews\n```\n"
        )
        for _number in range(8):  # as many as make Sphinx share the work
            self.add_page()
        self.configure()

    def write(self, name: str, text: str) -> None:
        (self.site / name).write_text(text, "utf-8")

    def configure(self) -> None:
        lines = ['project = "小さな棚"', 'extensions = ["shohyo"]', 'templates_path = ["templates"]']
        lines += [f"{name} = {value!r}" for name, value in self.settings.items()]
        self.write("conf.py", "\n".join(lines) + "\n")

    def fresh(self, pattern: str) -> str:
        self.number += 1
        return pattern.format(self.number)

    def note(self) -> Path:
        return self.random.choice(sorted(self.site.glob("notes/*.md")))

    def file(self, *patterns: str) -> Path | None:
        """Return a file that matches, if there is one."""
        found = sorted(path for pattern in patterns for path in self.site.glob(pattern) if path.is_file())
        return self.random.choice(found) if found else None

    # --- edits

    def edit_text(self) -> None:
        with self.note().open("a", encoding="utf-8") as file:
            file.write(self.fresh("\n追加の文{}です。\n"))

    def edit_title(self) -> None:
        path = self.file("notes/*.md", "patterns/*.md", "reviews/*.md")
        text = path.read_text("utf-8")
        title = next(line for line in text.splitlines() if line.startswith("title:"))
        path.write_text(text.replace(title, self.fresh("title: 題{}"), 1), "utf-8")

    def edit_tags(self) -> None:
        path = self.file("notes/*.md", "patterns/*.md")
        lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("tags:")]
        lines.insert(1, f"tags: [{self.random.choice(['棚', '入門', self.fresh('札{}')])}]")
        path.write_text("\n".join(lines) + "\n", "utf-8")

    def add_page(self) -> None:
        text = self.random.choice(
            [
                "![絵](../picture.svg)",
                "{download}`../data.csv`",
                "{pattern}`alpha`に{cite:p}`doe2019`です。",
                "{pattern}`beta`と{ref}`there`と[](../words.md)と{chapter}`sato2020/1`です。",
                "{any}`here`と{term}`棚`と{eq}`sum`と{tag}`棚`と{book}`sato2020`です。",
                "[](../words.md#そこ)と{doc}`/views`です。\n\n## 節\n\n{footcite}`doe2019`\n\n```{footbibliography}\n```",
                "文です。",
            ]
        )
        self.write(self.fresh("notes/n{}.md"), self.fresh("---\ntitle: 覚書{}\ntags: [覚書]\n---\n\n") + text + "\n")

    def rename_page(self) -> None:
        path = self.note()
        path.rename(path.with_name(self.fresh("m{}.md")))

    def delete_page(self) -> None:
        if len(list(self.site.glob("notes/*.md"))) > 4:
            self.note().unlink()

    def edit_heading(self) -> None:
        path = self.site / self.random.choice(["views.md", "words.md"])
        lines = path.read_text("utf-8").splitlines()
        marks = [number for number, line in enumerate(lines) if line.startswith(("# ", "## "))]
        number = self.random.choice(marks[:2])
        text = self.fresh("題{}") if number == marks[0] else "そこ" if path.stem == "words" else "ここ"
        lines[number] = lines[number].split()[0] + " " + text
        lines.append(self.fresh("\n## 節{}\n"))
        path.write_text("\n".join(lines) + "\n", "utf-8")

    def edit_label(self) -> None:
        """Let a label stand above another heading, or on another page."""
        texts = {name: (self.site / name).read_text("utf-8") for name in ("views.md", "words.md")}
        label = self.random.choice(["(here)=", "(there)="])
        for name, text in texts.items():
            if label in text:
                texts[name] = text.replace(f"{label}\n\n", "")
        name = self.random.choice(list(texts))
        texts[name] += f"\n{label}\n\n{self.fresh('## 所{}')}\n"
        for name, text in texts.items():
            self.write(name, text)

    def edit_relation(self) -> None:
        self.edit_once("patterns/alpha.md", r"(?<=why: )[^,}]+", self.fresh("理由{}です。"))

    def edit_front_matter(self) -> None:
        path = self.file("notes/*.md", "patterns/*.md", "reviews/*.md")
        name = self.random.choice(["summary", "date", "draft", "author", "aliases", "lang"])
        value = {
            "summary": self.fresh("要約{}です。"), "date": self.fresh("2020-01-{:02d}") if self.number < 27 else "2021-01-01",
            "draft": self.random.choice(["true", "false"]), "author": self.fresh("評者{}"),
            "aliases": self.fresh("[別名{}]"), "lang": self.random.choice(["ja", "en"]),
        }[name]  # fmt: skip
        lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(f"{name}: ")]
        lines.insert(1, f"{name}: {value}")
        path.write_text("\n".join(lines) + "\n", "utf-8")
        self.steps[-1] += f" {path.name} {name}"

    def edit_outline(self) -> None:
        self.edit_once("reviews/small-book.md", r"(?<=number: 1, title: )[^,]+", self.fresh("章{}"))

    def edit_once(self, name: str, pattern: str, text: str) -> None:
        before = (self.site / name).read_text("utf-8")
        self.write(name, re.sub(pattern, text, before, count=1))

    def add_entry(self) -> None:
        with (self.site / "references.bib").open("a", encoding="utf-8") as file:
            file.write(self.fresh("\n@book{{new{0}, title = {{本{0}}}, author = {{著者}}, year = {{2020}}}}\n"))

    def add_slip(self) -> None:
        with self.note().open("a", encoding="utf-8") as file:
            file.write("\n{pattern}`nonexist`と{nobody}`x`\n")

    def mend_slips(self) -> None:
        for path in self.site.glob("notes/*.md"):
            path.write_text(path.read_text("utf-8").replace("\n{pattern}`nonexist`と{nobody}`x`\n", ""), "utf-8")

    def edit_bibliography(self) -> None:
        path = self.site / "references.bib"
        text = path.read_text("utf-8")
        old, new = ("{2020}", "{2021}") if "{2020}" in text else ("{2021}", "{2020}")
        path.write_text(text.replace(old, new), "utf-8")

    def edit_guide(self) -> None:
        path = self.site / "shelters.yaml"
        text = path.read_text("utf-8")
        old = next(line for line in text.splitlines() if "text: How long" in line)
        path.write_text(text.replace(old, self.fresh("    text: How long, {}?")), "utf-8")

    def edit_file(self) -> None:
        path = self.file("picture.svg", "extra/logo.svg") if self.random.random() < 0.5 else None
        if path:
            path.write_text(SVG.format(self.fresh("絵{}")), "utf-8")
        else:
            path = self.file("data.csv", "static/*", "more/*", "extra/*.txt", "extra/inner/*")
            path.write_text(self.fresh("p {{ margin: {}px }}\n"), "utf-8")

    def add_file(self) -> None:
        folder = self.random.choice(["static", "more", "extra", "extra/inner"])
        self.write(f"{folder}/{self.fresh('f{}')}.txt", self.fresh("付録{}\n"))

    def delete_file(self) -> None:
        if path := self.file("static/*.txt", "more/*", "extra/*.txt", "extra/inner/f*"):
            path.unlink()

    def add_template(self) -> None:
        base = self.random.choice(["layout.html", "page.html", "genindex.html"])
        block = self.fresh('{{{{% block body %}}}}<p class="own">{}</p>{{{{ super() }}}}{{{{% endblock %}}}}').replace(
            "{{", "{"
        )
        self.write(f"templates/{base}", f'{{% extends "!{base}" %}}\n{block.replace("}}", "}")}\n')
        if base == "layout.html":
            self.write(f"templates/{base}", self.fresh('{{% extends "!layout.html" %}}\n{{# {} #}}\n'))

    def delete_template(self) -> None:
        if path := self.file("templates/*"):
            path.unlink()

    def set_value(self) -> None:
        name = self.random.choice(
            [name for name, values in SETTINGS.items() if len(values) > 1 and name != "html_theme"]
        )
        self.settings[name] = self.random.choice([v for v in SETTINGS[name] if v != self.settings[name]])
        self.steps[-1] += f" {name} = {self.settings[name]!r}"
        self.configure()

    def set_theme(self) -> None:
        others = [theme for theme in self.themes if theme != self.settings["html_theme"]]
        self.settings["html_theme"] = self.random.choice(others)
        self.steps[-1] += f" {self.settings['html_theme']}"
        self.configure()

    def edit_unseen(self) -> None:
        """Change bytes, and neither size nor time."""
        path = self.file(
            "notes/*.md", "static/own.css", "picture.svg", "data.csv", "shelters.yaml", "references.bib", "templates/*"
        )
        before, data = path.stat(), bytearray(path.read_bytes())
        marks = {
            ".md": "\n文".encode(),
            ".css": b"red",
            ".svg": "絵".encode(),
            ".csv": b"1",
            ".yaml": b"winter",
            ".bib": b"{20",
            ".html": b"own",
        }
        at = data.find(marks[path.suffix])
        if at < 0:
            return
        if path.suffix == ".md":
            data[at + 1 : at + 4] = "絵".encode()
        elif path.suffix == ".svg":
            data[at : at + 3] = self.random.choice(["画", "図"]).encode()
        else:
            at += len(marks[path.suffix]) - 1
            data[at] = ord("1") if data[at] in b"02" else ord("0") if path.suffix in (".bib", ".csv") else ord("x")
        path.write_bytes(data)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        self.steps[-1] += f" {path.name}"

    def touch(self) -> None:
        self.note().touch()

    def damage_output(self) -> None:
        """Take away or change what was published."""
        name = self.random.choice(sorted(digest(self.output).keys() - THEIRS.keys()))
        if self.random.random() < 0.5:
            (self.output / name).unlink()
        else:
            (self.output / name).write_text("half a fi", "utf-8")
        self.steps[-1] += f" {name}"

    def do_nothing(self) -> None:
        pass

    @property
    def may_warn(self) -> bool:
        """Whether a page names what is not there."""
        return any("nonexist" in path.read_text("utf-8") for path in self.site.glob("notes/*.md"))

    # --- builds

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def build(self) -> None:
        """Build again and from nothing, and compare."""
        options = ("-j", str(self.jobs))
        again = run_sphinx(self.site, self.output, *options, builder=self.builder)
        for path in (self.folder / "clean", self.folder / "clean.doctrees"):
            shutil.rmtree(path, ignore_errors=True)
        clean = run_sphinx(self.site, self.folder / "clean", *options, builder=self.builder)
        trail = "\n".join(self.steps)
        assert clean.returncode == again.returncode == 0, (trail, again.stderr)
        assert sorted(clean.stderr.splitlines()) == sorted(again.stderr.splitlines()), trail
        assert self.may_warn or not clean.stderr, (trail, clean.stderr)
        found, expected = digest(self.output), digest(self.folder / "clean")
        theirs = {name: found.pop(name, None) for name in THEIRS if (self.output / name).exists()}
        differ = {name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)}
        assert not differ, (sorted(differ), trail)
        if len(self.steps) == 1:
            for name, text in THEIRS.items():
                (self.output / name).parent.mkdir(parents=True, exist_ok=True)
                (self.output / name).write_text(text, "utf-8")
        else:
            assert {name: (self.output / name).read_text("utf-8") for name in theirs} == THEIRS, trail

    def go(self, edits: list[Callable[[Walk], None]]) -> None:
        """Do the edits, each with a build after it."""
        self.steps.append("begin")
        self.build()
        for edit in edits:
            self.steps.append(edit.__name__)
            edit(self)
            self.build()


EDITS = [
    Walk.edit_text, Walk.edit_title, Walk.edit_tags, Walk.add_page, Walk.rename_page, Walk.delete_page,
    Walk.edit_heading, Walk.edit_label, Walk.edit_relation, Walk.edit_front_matter, Walk.edit_front_matter, Walk.edit_outline,
    Walk.add_entry, Walk.add_slip, Walk.mend_slips, Walk.edit_bibliography, Walk.edit_guide, Walk.edit_file, Walk.add_file, Walk.delete_file, Walk.add_template,
    Walk.delete_template, Walk.set_value, Walk.set_value, Walk.set_theme, Walk.edit_unseen, Walk.edit_unseen, Walk.touch,
    Walk.damage_output, Walk.do_nothing,
]  # fmt: skip


def shuffled(seed: int, steps: int) -> list[Callable[[Walk], None]]:
    """Return so many edits, in an order of their own; none comes again before all others have come."""
    random, found = Random(seed), []
    while len(found) < steps:
        found += random.sample(EDITS, len(EDITS))
    return found[:steps]


@pytest.mark.parametrize(("builder", "jobs", "seed"), [("html", 1, 1), ("html", 2, 2), ("dirhtml", 2, 3)])
def test_any_edits(rootdir: Path, tmp_path: Path, builder: str, jobs: int, seed: int) -> None:
    """Edits of all kinds, with one job and two; one walk has pictures of pages where the site knows its address."""
    steps = len(EDITS) // 3
    Walk(rootdir, tmp_path, seed, builder, jobs, cards=seed == 3).go(
        shuffled(7, len(EDITS))[steps * (seed - 1) : steps * seed]
    )


@pytest.mark.long
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_many_edits(rootdir: Path, tmp_path: Path, seed: int, builder: str, jobs: int) -> None:
    """12 walks of 30 edits, with a theme that has many files."""
    number = seed * 4 + (builder == "html") * 2 + jobs
    Walk(rootdir, tmp_path, number, builder, jobs, "sphinx_book_theme").go(shuffled(number, 30))
