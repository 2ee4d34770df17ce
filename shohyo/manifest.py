"""What builds wrote into a folder, and the one place that deletes there: nothing but what is proved to be theirs.

A manifest stands beside the doctrees and says of each file which bytes were written.  A file is ours as long as it
has them; what others put there, and what somebody changed by hand, stays.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

#: version of the form in which it is kept
VERSION = 1
#: under this name a file is written, in its folder, before it gets its own
UNFINISHED = ".shohyo-unfinished"
#: files below this are read as a whole (bytes)
SMALL = 2**20


class Written(NamedTuple):
    """What stands under a name, as it was written."""

    size: int  #: bytes
    time: int  #: of modification (ns)
    digests: tuple[str, ...]  #: SHA-256 of what may stand there: two where a build was broken off while it published


class Manifest:
    """The files in a folder that are ours, by their paths in it."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path = path  #: where it is kept
        self.folder = folder
        self.files = _load(path)
        self.is_known = bool(self.files)  #: whether there was one

    def is_intact(self) -> bool:
        """Tell whether every file is there and as it was written, which is seen by its time, size or bytes."""
        return self.is_known and all(map(self._is_as_written, self.files))

    def is_ours(self, name: str) -> bool:
        """Tell whether a file is there and has the bytes that we wrote."""
        known = self.files.get(name)
        return known is not None and digest_of(os.path.join(self.folder, name)) in known.digests

    def has(self, name: str, data: bytes) -> bool:
        """Tell whether a file was written with these bytes."""
        known = self.files.get(name)
        return known is not None and known.digests == (hashlib.sha256(data).hexdigest(),)

    def save(self) -> None:
        """Keep it; one that is kept is whole."""
        data = json.dumps({"version": VERSION, "files": self.files}, separators=(",", ":"), sort_keys=True)
        write_bytes(self.path, data.encode("ascii"), by=self.path.with_name(f"{self.path.name}.new"))

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files, in this order; what is there already is not written again."""
        changed = {}
        for name, data in files.items():
            digest = hashlib.sha256(data).hexdigest()
            if not self._is_as_written(name, digest):
                changed[name] = Written(len(data), 0, (digest,))
        if changed:
            self._announce(changed)
            for folder in {name.rpartition("/")[0] for name in changed}:
                (self.folder / folder).mkdir(parents=True, exist_ok=True)
            for name, new in changed.items():
                path = os.path.join(self.folder, name)
                if os.path.lexists(path):
                    write_bytes(Path(path), files[name], by=Path(path).with_name(UNFINISHED))
                else:  # nobody reads yet what was not there
                    with open(path, "wb") as file:
                        file.write(files[name])
                self.files[name] = _written(path, *new.digests)
            self.save()

    def publish(
        self, stage: Path, *, is_whole: bool, renewed: Collection[str] = (), others: Collection[str] = ()
    ) -> None:
        """Move all files from a folder where they were written to this one, each at once.

        New names come first and those of files that are gone last, so that no page leads to a file that is not there
        yet.  One whose bytes are the same keeps its time, as who copies a site by time wants it.

        Args:
            stage: nothing of it is needed afterwards.
            is_whole: whether it has all there is to be, so that other files of ours go.
            renewed: names whose times become new, be the bytes the same.
            others: names that other builders wrote into the same folder, which stay.
        """
        for folder in {name.rpartition("/")[0] for name in self.files}:
            (self.folder / folder / UNFINISHED).unlink(missing_ok=True)  # of a build that was killed
        # paths as text: with thousands of files, objects for them take as long as what is done with these
        new = {name: digest_of(os.path.join(stage, name)) for name in sorted(_names_in(stage))}
        changed = [name for name in new if name in renewed or not self._is_as_written(name, new[name])]
        gone = sorted(self.files.keys() - new.keys() - set(others)) if is_whole else []
        if changed or gone:
            self._announce({name: _written(os.path.join(stage, name), new[name]) for name in changed})
            self.remove(_in_the_way(gone, new))
            for folder in {name.rpartition("/")[0] for name in changed}:
                (self.folder / folder).mkdir(parents=True, exist_ok=True)
            for name in sorted(changed, key=lambda name: os.path.lexists(os.path.join(self.folder, name))):
                self._move(stage, name)
                self.files[name] = _written(os.path.join(self.folder, name), new[name])
            self.remove(gone, spared=new)
            self.save()

    def remove(self, names: Iterable[str], spared: Iterable[str] = ()) -> None:
        """Delete what is ours among some files, and folders that are empty then.

        Args:
            names: paths; they are no longer ours afterwards, deleted or not.
            spared: paths that stay, also where the file system takes another one for the same.
        """
        folded = {_folded(name): name for name in spared}
        folders: dict[str, None] = {}
        for name in names:
            path, twin = os.path.join(self.folder, name), folded.get(_folded(name))
            if self.is_ours(name) and not (twin is not None and os.path.samefile(path, self.folder / twin)):
                os.unlink(path)
                folders[os.path.dirname(path)] = None
            self.files.pop(name, None)
        for folder in folders:
            _remove_empty(Path(folder), self.folder)

    def _is_as_written(self, name: str, digest: str | None = None) -> bool:
        """Tell whether a file has the bytes that were written last, and whether these are those of *digest*."""
        known = self.files.get(name)
        if known is None or len(known.digests) > 1 or (digest and known.digests != (digest,)):
            return False
        try:
            status = os.lstat(os.path.join(self.folder, name))
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == known[:2] or digest_of(self.folder / name) in known.digests

    def _announce(self, changed: Mapping[str, Written]) -> None:
        """Keep what is going to stand there beside what stands there: a build may be broken off at any time."""
        for name, new in changed.items():
            before = self.files[name].digests if name in self.files else ()
            self.files[name] = new._replace(digests=tuple(dict.fromkeys((*new.digests, *before))))
        self.save()

    def _move(self, stage: Path, name: str) -> None:
        source, target = os.path.join(stage, name), os.path.join(self.folder, name)
        try:
            os.replace(source, target)
        except OSError:  # on another disk, if it is nothing worse, which is told then
            unfinished = Path(target).with_name(UNFINISHED)
            shutil.copy2(source, unfinished, follow_symlinks=False)
            unfinished.replace(target)


def write_bytes(path: Path, data: bytes, *, by: Path) -> None:
    """Write a file that is the old one or the new one at any time.

    Args:
        path: its folder is there.
        data: all of it.
        by: where it is written first, on the same disk.
    """
    by.write_bytes(data)
    by.replace(path)


def digest_of(path: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of a file, or of where a link leads; of what is neither, nothing."""
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            return hashlib.sha256(os.fsencode(os.readlink(path))).hexdigest()
        if not stat.S_ISREG(status.st_mode):  # a pipe would never end
            return ""
        with open(path, "rb") as file:
            if status.st_size < SMALL:  # else room is made first, which takes longer than all the rest
                return hashlib.sha256(file.read()).hexdigest()
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _written(path: str | os.PathLike[str], *digests: str) -> Written:
    status = os.lstat(path)
    return Written(status.st_size, status.st_mtime_ns, digests)


def _load(path: Path) -> dict[str, Written]:
    """Return what a manifest says; of one that is missing, damaged or of another version nothing."""
    try:
        data = json.loads(path.read_text("ascii"))
        if data["version"] != VERSION:
            return {}
        return {name: Written(size, time, tuple(digests)) for name, (size, time, digests) in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _names_in(folder: Path) -> Iterator[str]:
    """Yield the paths of all files in a folder."""
    top = len(os.path.join(folder, ""))
    for root, folders, files in os.walk(folder):
        for name in (*files, *(name for name in folders if os.path.islink(os.path.join(root, name)))):
            yield os.path.join(root, name)[top:].replace(os.sep, "/")


def _in_the_way(gone: Iterable[str], new: Collection[str]) -> list[str]:
    """Return the files that stand where a folder is to be, or in a folder where a file is to be."""
    folders = {folder for name in new for folder in _folders_of(name)}
    return [name for name in gone if name in folders or any(folder in new for folder in _folders_of(name))]


def _folders_of(name: str) -> Iterator[str]:
    """Yield the folders in which a file is, the innermost first."""
    while (end := name.rfind("/")) > 0:
        name = name[:end]
        yield name


def _folded(name: str) -> str:
    """Return what is the same for names that some file systems do not tell apart."""
    return unicodedata.normalize("NFC", name).casefold()


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
