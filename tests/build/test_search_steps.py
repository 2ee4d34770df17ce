"""What follows an answer of few pages is proved on a built site, and each way of doing it wrong is named."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from shohyo.built.answers import scripts_of, verify_site
from shohyo.built.node import Client
from shohyo.built.steps import NOWHERE, follow
from shohyo.cli import main
from shohyo.search.reader import site_at
from tests.build.building import REPOSITORY, build, once

#: what a script does wrong, and how that is told; `change` gets what the interface gives and changes it
EXACT = "the exact answer "
WRONG = {
    "order": ("change = (asked) => { turn(); return asked; };", EXACT + "is {before}, and {after} where steps are loaded"),
    "one page less": ("drop();", EXACT + "is {before}, and {after} where steps are loaded"),
    "excerpts": ("retitle();", EXACT + "tells something else of {pages} where steps are loaded"),
    "no title": (
        "change = (asked) => ({ ...asked, label: () => '' });",
        'a step with {pages} does not say what it did, but "{title}"',
    ),
    "title of another thing": (
        "change = (asked) => ({ ...asked, label: (name, ...words) => asked.label(name.replace('step-most', 'all'), ...words) });",
        'a step with {pages} does not say what it did, but "{title}"',
    ),
    "title without words": (
        "change = (asked) => ({ ...asked, label: (name, ...words) => name === 'quoted' ? '' : asked.label(name, ...words) });",
        'a step with {pages} does not say what it did, but "{title}"',
    ),
    "no link": (
        "change = (asked) => ({ ...asked, group: (title, query, some) => asked.group(title, '', some) });",
        'the step "{title}" links no query',
    ),
    "link to another query": (
        "change = (asked) => ({ ...asked, group: (title, query, some) => asked.group(title, query && 'qzxjvkwq', some) });",
        'the step "{title}" shows {pages}, and the query that it links does not find them: {linked}',
    ),
    "link that is cut": (
        "change = (asked) => ({ ...asked, group: (title, query, some) => asked.group(title, query && '\"qzxj\" OR '.repeat(20) + query, some) });",
        'the step "{title}" shows {pages}, and the query that it links does not find them: {linked}',
    ),
    "another order": (
        "change = (asked) => ({ ...asked, add: (place, results, ...more) => asked.add(place, [...results].reverse(), ...more) });",
        'the step "{title}" shows {pages}, and the query that it links finds {fresh} first: {linked}',
    ),
    "exact pages again": ("change = (asked) => ({ ...asked, seen: [] });", 'the step "{title}" shows {pages} again'),
    "pages twice": (
        "change = (asked) => ({ ...asked, add: (place, results, ...more) => asked.add(place, [...results, ...results], ...more) });",
        'the step "{title}" shows {pages} again',
    ),
    "lacks what is there": (
        "change = (asked) => ({ ...asked, add: (place, results, ...more) => asked.add(place, results.map((one) => ({ ...one, lacks: [Shohyo.text.normalise(one.title)] })), ...more) });",
        'the step "{title}" says that {page} lacks "{word}", which it has',
    ),
    "no ways on": (
        "change = (asked) => ({ ...asked, add: (place, results, ...more) => results.every(({ page }) => page >= 0) && asked.add(place, results, ...more) });",
        "nothing is found, and nothing is offered instead",
    ),
    "ways to nowhere": (
        "change = (asked) => ({ ...asked, add: (place, results, ...more) => asked.add(place, results.map((one) => ({ ...one, url: 'gone/' + one.url })), ...more) });",
        "nothing is found, and {page} is offered, which is not there",
    ),
}  # fmt: skip
#: what is put behind the script of the steps
WRAPPED = """
{
  const { create } = Shohyo.search;
  const { goFurther } = Shohyo.beyond;
  let alter = (results) => results;
  const turn = () => { alter = (results) => [...results].reverse(); };
  const drop = () => { alter = (results) => results.slice(1); };
  const retitle = () => { alter = (results) => results.map((one) => ({ ...one, sections: [] })); };
  let change = (asked) => asked;
  Shohyo.search.create = (settings) => {
    const engine = create(settings);
    return { ...engine, query: async (text, options) => {
      const answer = await engine.query(text, options);
      return { ...answer, results: alter(answer.results) };
    } };
  };
  Shohyo.beyond = { ...Shohyo.beyond, goFurther: (engine, asked) => goFurther(engine, change(asked)) };
  %s
}
"""


@pytest.fixture(scope="module")
def site(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small site, whose script each test puts right again."""
    return Path(shutil.copytree(small, tmp_path_factory.mktemp("steps") / "html"))


def test_real_site(published: Path) -> None:
    """Questions of all sorts are followed in steps of the real site as they should be."""
    report = verify_site(published, in_node=True)
    assert [str(fault) for fault in report.faults] == []
    assert report.questions > 50
    assert report.steps > 30


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(site: Path, name: str) -> None:
    """A script that labels, links, shows or offers something else than it should is found out."""
    wrong, problem = WRONG[name]
    path = site / "_static/shohyo/shohyo-beyond.js"
    right = path.read_text("utf-8")
    try:
        path.write_text(right + WRAPPED % wrong, "utf-8")
        report = verify_site(site)
    finally:
        path.write_text(right, "utf-8")
    assert problem in {fault.problem.template for fault in report.faults}
    assert report.failures == ()


def test_command_tells_it(site: Path, rootdir: Path) -> None:
    """``shohyo check --search`` says how many questions it followed, prints what is wrong, in JSON too, and fails."""
    run = CliRunner().invoke
    source = str(rootdir / "test-site")
    good = run(main, ["check", "--search", "--site", str(site), source])
    assert re.search(
        r"\n検索：問い\d+件に続く\d+段階は、どれも見出しとリンクを持ち、正確な答えは変わりませんでした\n$", good.stdout
    )
    assert good.exit_code == 0
    path = site / "_static/shohyo/shohyo-beyond.js"
    right = path.read_text("utf-8")
    try:
        path.write_text(right + WRAPPED % WRONG["no ways on"][0], "utf-8")
        bad = run(main, ["check", "--search", "--site", str(site), source])
        found = json.loads(run(main, ["check", "--search", "--format", "json", "--site", str(site), source]).stdout)
    finally:
        path.write_text(right, "utf-8")
    assert bad.exit_code == 1
    assert f"検索：{NOWHERE[0]}：何も見つからず、代わりに示されるものもありません\n" in bad.stdout
    assert {"query": NOWHERE[0], "problem": "何も見つからず、代わりに示されるものもありません"} in found["search"][
        "faults"
    ]


def test_bounds_are_those_of_the_interface() -> None:
    """What is asked in Node is asked as the page of results asks it."""
    scripts = REPOSITORY / "shohyo/scripts"
    client = (REPOSITORY / "shohyo/built/client.mjs").read_text("utf-8")
    for name, file, pattern in (
        ("FEW", "ui/asking.js", "const FEW = ([0-9]+);"),
        ("ON_PAGE", "ui/page.js", "const ON_PAGE = ([0-9]+);"),
        ("CLIPPED", "ui/settings.js", r"clip = \(text\) => text\.slice\(0, ([0-9]+)\);"),
    ):
        (bound,) = re.findall(pattern, (scripts / file).read_text("utf-8"))
        assert f"const {name} = {bound};" in client


NAMED = {
    "conf.py": 'project = "Names"\nlanguage = "ja"\nextensions = ["shohyo"]\nhtml_theme = "shohyo"\nsuppress_warnings = ["shohyo.no_source"]\n',
    "index.md": "# 入口\n\n```{toctree}\n:glob:\npatterns/*\n```\n",
    "patterns/breaker.md": "---\nkind: topic\ntitle: 遮断器（要求を断る部品）\ntitle_en: Circuit breaker\naliases: [ブレーカー, 断路器]\n---\n\n本文。\n",
    "patterns/one.md": "---\nkind: topic\ntitle: 一つ目\n---\n\nここに遮断器を置く。\n",
    "patterns/two.md": "---\nkind: topic\ntitle: 二つ目\n---\n\nHere a circuit breaker opens.\n",
    "patterns/three.md": "---\nkind: topic\ntitle: 三つ目\n---\n\n断路器が落ちる。\n",
}


@pytest.mark.parametrize(
    ("query", "exact", "further"),
    [
        ("ブレーカー", ["breaker"], ["one", "two", "three"]),
        ("ブレーカ", ["breaker"], ["one", "two", "three"]),
        ("circuit breaker", ["breaker", "two"], ["one", "three"]),
        ("Circuit-Breaker", [], ["breaker", "two", "one", "three"]),
        ("断路器", ["breaker", "three"], ["one", "two"]),
        ("遮断器", ["breaker", "one"], ["two", "three"]),
        ("遮断器とは", [], ["breaker", "one", "two", "three"]),
    ],
)
def test_names_work_both_ways(
    tmp_path_factory: pytest.TempPathFactory, query: str, exact: list[str], further: list[str]
) -> None:
    """Any name of a page leads, in a step, to pages that mention it by another one."""

    def make(folder: Path) -> None:
        for name, text in NAMED.items():
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "source" / name).write_text(text, "utf-8")
        build(folder / "source", folder / "html")

    output = once(tmp_path_factory, "named", make) / "html"
    site, scripts = site_at(output), scripts_of(output)
    names = [Path(record.url).stem for record in site.records]
    with Client(scripts.engine) as client:
        asked = {
            "folder": str(site.folder),
            "beyond": list(map(str, scripts.beyond)),
            "labels": {},
            "lang": "ja",
            "pages": site.pages,
        }
        (answer,) = client.ask({**asked, "follow": [(query, {})]})
        assert follow(client, output, site, scripts, [(query, {})])[1] == []
    shown = [names[result["page"]] for step in answer["steps"] for result in step["results"]]
    assert sorted(names[result["page"]] for result in answer["before"]) == sorted(exact)
    assert sorted(set(shown) - {"index"}) == sorted(further)
