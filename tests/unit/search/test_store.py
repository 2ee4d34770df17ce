"""What is kept between builds, in a real database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from shohyo.search import index
from shohyo.search import store as module
from shohyo.search.index import body_terms
from shohyo.search.model import Page, Section
from shohyo.search.store import Store
from shohyo.search.terms import Terms


def page(docname: str, *lines: str) -> Page:
    return Page(docname, f"{docname}.html", docname, (Section("", "", lines),))


def noted(store: Store, *pages: Page) -> list[Page]:
    for one in pages:
        store.note(one.docname, one.sections)
    return list(pages)


def plain(terms: Iterable[Terms]) -> list[tuple[list[int], list[str], list[str]]]:
    return [(part.grams.tolist(), [*map(list, part.words)]) for part in terms]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store(tmp_path / "kept.sqlite")
    yield found
    found.database.close()


def test_texts_and_terms_come_back_as_they_were(store: Store) -> None:
    pages = noted(
        store, page("a", "推論結果をキャッシュする", "word " * 3), page("ディレクトリ/b\ud800", "\udcff 一行")
    )
    store.complete(pages)
    for one, parts in zip(pages, body_terms(pages), strict=True):
        assert store.text(one.docname) == one.sections
        assert plain(store.terms(one)) == plain(parts)
    assert store.text("c") is None


def test_another_text_forgets_the_terms_of_that_page_alone(store: Store) -> None:
    first, second = noted(store, page("a", "推論"), page("b", "学習"))
    store.complete([first, second])
    noted(store, first)
    assert plain(store.terms(first))
    changed = noted(store, page("a", "予測"))[0]
    assert store.text("a") == changed.sections
    assert not plain(store.terms(changed))
    assert plain(store.terms(second))
    store.complete([changed, second])
    assert plain(store.terms(changed)) == plain(next(body_terms([changed])))


def test_pages_that_are_gone_are_forgotten(store: Store) -> None:
    pages = noted(store, page("a", "推論"), page("b", "学習"))
    store.complete(pages)
    store.prune(["b"])
    assert store.text("a") is None
    assert not plain(store.terms(pages[0]))
    assert plain(store.terms(pages[1]))


def test_another_build_may_write_while_terms_are_made(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Splitting a large site takes longer than a database waits for another build."""
    pages = noted(store, *(page(f"p{number}", f"{number} 番目の頁") for number in range(5)))
    other = Store(tmp_path / "kept.sqlite")
    other.database.execute("PRAGMA busy_timeout = 0")

    def slowly(some: Iterable[Page]) -> Iterator[list[Terms]]:
        for number, parts in enumerate(body_terms(some)):
            other.note("other", (Section("", "", (f"{number}",)),))
            yield parts

    monkeypatch.setattr(index, "body_terms", slowly)
    monkeypatch.setattr(module, "AT_ONCE", 2)
    store.complete(pages)
    other.database.close()
    assert all(plain(store.terms(one)) for one in pages)
    assert store.text("other") == (Section("", "", ("4",)),)


def test_terms_are_kept_as_far_as_a_build_comes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = noted(store, *(page(f"p{number}", f"{number} 番目の頁") for number in range(5)))

    def broken(some: Iterable[Page]) -> Iterator[list[Terms]]:
        for number, parts in enumerate(body_terms(some)):
            if number == 3:
                raise KeyboardInterrupt
            yield parts

    monkeypatch.setattr(index, "body_terms", broken)
    monkeypatch.setattr(module, "AT_ONCE", 2)
    with pytest.raises(KeyboardInterrupt):
        store.complete(pages)
    assert [bool(plain(store.terms(one))) for one in pages] == [True, True, False, False, False]
