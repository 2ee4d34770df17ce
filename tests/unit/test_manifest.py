"""What was written is known, and nothing else is deleted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shohyo import manifest as module
from shohyo.manifest import UNFINISHED, Manifest


class Site:
    """A folder that is published again and again."""

    def __init__(self, folder: Path) -> None:
        self.output, self.stage, self.kept = folder / "output", folder / "stage", folder / "kept.files"
        self.output.mkdir()

    @property
    def manifest(self) -> Manifest:
        return Manifest(self.kept, self.output)

    def publish(self, files: dict[str, str], *, is_whole: bool = True, renewed: tuple[str, ...] = ()) -> None:
        for name, text in files.items():
            (self.stage / name).parent.mkdir(parents=True, exist_ok=True)
            (self.stage / name).write_text(text, "utf-8")
        self.stage.mkdir(exist_ok=True)
        try:
            self.manifest.publish(self.stage, is_whole=is_whole, renewed=renewed)
        finally:
            module.shutil.rmtree(self.stage)

    def put(self, name: str, text: str) -> None:
        """Do what others do in the folder."""
        (self.output / name).parent.mkdir(parents=True, exist_ok=True)
        (self.output / name).write_text(text, "utf-8")

    def there(self) -> dict[str, str]:
        return {
            path.relative_to(self.output).as_posix(): path.read_text("utf-8")
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_what_is_not_written_again_goes(site: Site) -> None:
    """Files of the build before go with their folders; those of others stay, also in folders of ours."""
    site.publish({"index.html": "1", "a/b/page.html": "1", "_images/one.svg": "1"})
    site.put("_images/theirs.svg", "theirs")
    site.publish({"index.html": "2"})
    assert site.there() == {"index.html": "2", "_images/theirs.svg": "theirs"}
    assert not (site.output / "a").exists()


def test_what_was_changed_by_hand_stays(site: Site) -> None:
    """A file with other bytes is no longer ours; one whose time alone is another is."""
    site.publish({"index.html": "1", "changed.html": "1", "touched.html": "1", "same.html": "1"})
    site.put("changed.html", "2")
    os.utime(site.output / "touched.html", (1, 1))
    before = (site.output / "same.html").stat()
    site.put("same.html", "2")  # as long, and as old
    os.utime(site.output / "same.html", ns=(before.st_atime_ns, before.st_mtime_ns))
    site.publish({"index.html": "1"})
    assert site.there() == {"index.html": "1", "changed.html": "2", "same.html": "2"}
    site.publish({"index.html": "1"})
    assert site.there() == {"index.html": "1", "changed.html": "2", "same.html": "2"}


def test_without_a_manifest_nothing_is_deleted(site: Site) -> None:
    """A folder that another version, or another machine, has filled, and a manifest that is damaged or lost."""
    site.put("old.html", "old")
    site.publish({"index.html": "1", "gone.html": "1"})
    for damage in (b"", b"{", b'{"version":0,"files":{}}', b'{"version":1,"files":{"old.html":1}}', b"\xff"):
        site.kept.write_bytes(damage)
        assert not site.manifest.is_intact()
        site.publish({"index.html": "2"})
        assert set(site.there()) == {"old.html", "gone.html", "index.html"}
    site.kept.unlink()
    assert not site.manifest.is_intact()
    site.publish({"index.html": "3"})
    assert set(site.there()) == {"old.html", "gone.html", "index.html"}


def test_what_is_written_only_in_part_takes_nothing_away(site: Site) -> None:
    """A build that wrote some files adds to what there is; what went before goes with the next whole one."""
    site.publish({"index.html": "1", "page.html": "1", "gone.html": "1"})
    site.publish({"index.html": "2"}, is_whole=False)
    assert site.there() == {"index.html": "2", "page.html": "1", "gone.html": "1"}
    site.publish({"index.html": "2", "page.html": "1"})
    assert site.there() == {"index.html": "2", "page.html": "1"}


def test_files_of_another_builder_stay(site: Site) -> None:
    """Who is told that others wrote a file, too, leaves it."""
    site.publish({"index.html": "1", "both.svg": "1"})
    site.stage.mkdir()
    (site.stage / "index.html").write_text("2", "utf-8")
    site.manifest.publish(site.stage, is_whole=True, others={"both.svg"})
    assert site.there() == {"index.html": "2", "both.svg": "1"}
    assert "both.svg" in site.manifest.files


def test_same_bytes_keep_their_time(site: Site) -> None:
    """Only what is renewed gets a new time, for those who copy a site by time."""
    site.publish({"a.html": "1", "b.css": "1"})
    for name in ("a.html", "b.css"):
        os.utime(site.output / name, (1_000_000_000, 1_000_000_000))
    site.publish({"a.html": "1", "b.css": "1"}, renewed=("a.html",))
    assert (site.output / "b.css").stat().st_mtime == 1_000_000_000
    assert (site.output / "a.html").stat().st_mtime > 1_000_000_000


def test_damage_is_seen(site: Site) -> None:
    """A missing file and one with other bytes are no longer as written; a new time alone is no damage."""
    site.publish({"a.html": "1", "b.html": "1"})
    assert site.manifest.is_intact()
    os.utime(site.output / "a.html", (1, 1))
    assert site.manifest.is_intact()
    site.put("a.html", "2")
    assert not site.manifest.is_intact()
    site.publish({"a.html": "1", "b.html": "1"})
    assert site.there() == {"a.html": "1", "b.html": "1"}
    (site.output / "b.html").unlink()
    assert not site.manifest.is_intact()


def test_file_becomes_a_folder_and_a_folder_a_file(site: Site) -> None:
    """What stands in the way goes first, if it is ours."""
    site.publish({"page": "1", "other/index.html": "1"})
    site.publish({"page/index.html": "2", "other": "2"})
    assert site.there() == {"page/index.html": "2", "other": "2"}
    site.put("other.d/theirs", "theirs")
    with pytest.raises(OSError, match=r"other\.d"):
        site.publish({"other.d": "3"})
    assert site.there()["other.d/theirs"] == "theirs"


def test_name_in_another_case_is_not_taken_away(site: Site) -> None:
    """Where a file system takes two names for one, the new file is not deleted under its old name."""
    site.publish({"Logo.svg": "1", "index.html": "1"})
    site.stage.mkdir()
    (site.stage / "logo.svg").write_text("1", "utf-8")
    os.link(site.stage / "logo.svg", site.output / "link")
    (site.output / "link").replace(site.output / "Logo.svg")  # both names lead to one file, as there
    site.manifest.publish(site.stage, is_whole=True)
    assert (site.output / "logo.svg").read_text("utf-8") == "1"


def test_links_and_pipes(site: Site, tmp_path: Path) -> None:
    """A link is moved as it is, and what it leads to is never deleted; a pipe in place of a file waits for nobody."""
    outside = tmp_path / "outside.txt"
    outside.write_text("theirs", "utf-8")
    site.stage.mkdir()
    (site.stage / "link.txt").symlink_to(outside)
    site.publish({"index.html": "1", "page.html": "1"})
    assert (site.output / "link.txt").readlink() == outside
    (site.output / "page.html").unlink()
    os.mkfifo(site.output / "page.html")
    site.publish({"index.html": "2"})
    assert outside.read_text("utf-8") == "theirs"
    assert sorted(path.name for path in site.output.iterdir()) == ["index.html", "page.html"]


@pytest.mark.parametrize("moved", range(4))
def test_broken_off_at_any_file(site: Site, monkeypatch: pytest.MonkeyPatch, moved: int) -> None:
    """Each file is the old one or the new one, and the next build takes away all that is ours."""
    old = {"a.html": "old", "b.html": "old", "c.html": "old", "gone.html": "old"}
    new = {"a.html": "new", "b.html": "new", "c.html": "new", "added.html": "new"}
    site.publish(old)
    move, count = Manifest._move, iter(range(10))

    def breaking(self: Manifest, stage: Path, name: str) -> None:
        if next(count) == moved:
            raise KeyboardInterrupt
        move(self, stage, name)

    with monkeypatch.context() as patch:
        patch.setattr(Manifest, "_move", breaking)
        with pytest.raises(KeyboardInterrupt):
            site.publish(new)
    there = site.there()
    assert all(there[name] in (old.get(name), new.get(name)) for name in there)
    assert len([name for name in there if there[name] == "new"]) == moved
    assert old.keys() <= there.keys()
    assert not site.manifest.is_intact()
    site.publish({"a.html": "third"})
    assert site.there() == {"a.html": "third"}


def test_another_disk(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot be moved it is copied beside its place first; what a build left half there goes."""
    replace = Path.replace

    def apart(self: Path, target: Path) -> Path:
        if self.is_relative_to(site.stage):
            raise OSError(18, "Invalid cross-device link")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", apart)
    site.publish({"a/page.html": "1"})
    site.put(f"a/{UNFINISHED}", "half")
    site.publish({"a/page.html": "2", "b.html": "2"})
    assert site.there() == {"a/page.html": "2", "b.html": "2"}


def test_names_of_all_kinds(site: Site) -> None:
    """Names that are no UTF-8, or have any character that a file system takes, are published and taken away."""
    names = ["表 1.txt", "a\nb.txt", "\udcff.txt", 'quote".txt', "é.txt", "e\u0301.txt"]
    site.publish(dict.fromkeys(names, "1"))
    assert set(site.there()) == set(names)
    assert site.manifest.is_intact()
    site.publish({"index.html": "1"})
    assert set(site.there()) == {"index.html"}
