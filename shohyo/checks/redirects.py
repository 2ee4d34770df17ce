"""Where pages stood before, as conf.py and front matter say, and what is wrong with that."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ..data.catalogue import Catalogue
from ..errors import Code, Diagnostic, say, suggestion
from ..source.files import shown
from ..source.project import BUILT_FOLDERS, BUILT_PAGES, Project
from ..values import is_old_path, is_url

SETTING = "shohyo_redirects"
#: pages of the build beside those of Sphinx
BUILT = BUILT_PAGES | {"404"}
#: endings of an address that is a file
FILES = (".html", ".htm")


@dataclass(frozen=True)
class Redirect:
    """An address that was, and what stands for it."""

    old: str  #: as it is written
    name: str  #: as a docname; that of a folder ends in ``index``
    target: str  #: as it is written
    place: tuple[str, int, int]  #: file, line, column

    @property
    def anchor(self) -> str:
        return self.target.partition("#")[2]


@dataclass(frozen=True)
class Redirects:
    """All of a project."""

    by_name: Mapping[str, Redirect]  #: by the name of the old address, sorted
    ends: Mapping[str, str]  #: name → where a reader arrives: a docname, a path or an address, with its anchor
    diagnostics: tuple[Diagnostic, ...]


def find_redirects(project: Project, catalogue: Catalogue) -> Redirects:
    """Return where readers are led, and what cannot be followed."""
    found: dict[str, Redirect] = {}
    problems: list[Diagnostic] = []
    for redirect in [*_of_conf(project, problems), *_of_pages(project, catalogue)]:
        if problem := _collision(redirect, project, found):
            problems.append(problem)
        else:
            found[redirect.name] = redirect
    ends: dict[str, str] = {}
    files = {f"{name}{ending}" for name in (*project.documents, *found) for ending in FILES}
    for name, redirect in sorted(found.items()):
        end, problem = _end(redirect, found, project)
        if file := next((path for at, sign in enumerate(name) if sign == "/" and (path := name[:at]) in files), None):
            about = say('"{path}" is a page of this site', path=shown(file))  # and no folder
            problem = Diagnostic(*redirect.place, Code.REDIRECT, about, say("rename one of the two"))
        if problem:
            problems.append(problem)
        elif end:
            ends[name] = end
    return Redirects({name: found[name] for name in sorted(found)}, ends, tuple(problems))


def name_of(path: str, project: Project) -> str:
    """Return the name that a page at a path would have: without a suffix, and of a folder that of its first page."""
    path = unquote(path).lstrip("/")
    ending = next((ending for ending in (*FILES, *project.suffixes) if path.endswith(ending)), "")
    return f"{path}index" if path.endswith("/") or not path else path.removesuffix(ending)


def _of_conf(project: Project, problems: list[Diagnostic]) -> Iterator[Redirect]:
    given = project.redirects
    if not given:
        return
    places = _places(project)
    pairs = given.items() if isinstance(given, Mapping) else [(given, None)]
    for old, target in pairs:
        place = ("conf.py", *places.get(old if isinstance(old, str) else "", (1, 1)))
        if not isinstance(old, str) or not isinstance(target, str):
            about = say("{setting} is not a mapping of paths to paths", setting=SETTING)
            remedy = say('write {{"old/page": "new/page"}}')
            problems.append(Diagnostic(*place, Code.REDIRECT, about, remedy))
        elif not is_old_path(old):
            about = say('"{path}" is not a path in this site', path=shown(old))
            remedy = say("write it from the top of the site without # and ?, as in old/page")
            problems.append(Diagnostic(*place, Code.REDIRECT, about, remedy))
        else:
            yield Redirect(old, name_of(old, project), target.strip(), place)


def _of_pages(project: Project, catalogue: Catalogue) -> Iterator[Redirect]:
    for page in catalogue.documents.values():
        for index, old in enumerate(page.record.moved_from):
            here = page.diagnostic(("moved_from", index), Code.REDIRECT, "")
            yield Redirect(old, name_of(old, project), quote(page.docname), (here.path, here.line, here.column))


def _places(project: Project) -> dict[str, tuple[int, int]]:
    """Return key → line and column of the setting, as far as conf.py writes it out."""
    try:
        text = (project.root / "conf.py").read_bytes().decode("utf-8-sig")
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return {}
    lines = text.splitlines()
    places = {}
    for node in ast.walk(tree):
        names = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else ()
        )
        if any(getattr(name, "id", "") == SETTING for name in names):
            places[""] = (node.lineno, node.col_offset + 1)
            for key in node.value.keys if isinstance(node.value, ast.Dict) else ():
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    before = lines[key.lineno - 1].encode()[: key.col_offset]  # columns of ast are bytes
                    places[key.value] = (key.lineno, len(before.decode("utf-8", "replace")) + 1)
    return places


def _collision(redirect: Redirect, project: Project, found: Mapping[str, Redirect]) -> Diagnostic | None:
    """Say what else stands at the old address."""
    name, top = redirect.name, redirect.name.partition("/")[0]
    is_file = redirect.old.endswith(FILES)  # with other addresses, it may be the page's own from before
    if name in project.documents and not (is_file and _page(redirect.target, project) == name):
        about = say('"{path}" is a page of this site', path=shown(redirect.old))
        return Diagnostic(*redirect.place, Code.REDIRECT, about, say("rename one of the two"))
    if name in BUILT or top in BUILT_FOLDERS:
        about = say('"{path}" is an address at which the build itself writes', path=shown(redirect.old))
        return Diagnostic(*redirect.place, Code.REDIRECT, about, say("remove it"))
    if first := found.get(name):
        about = say('"{path}" leads elsewhere by {place}', path=shown(redirect.old), place=_told(first.place))
        return Diagnostic(*redirect.place, Code.REDIRECT, about, say("keep one of the two"))
    return None


def _told(place: tuple[str, int, int]) -> str:
    return f"{place[0]}:{place[1]}"


def _end(redirect: Redirect, found: Mapping[str, Redirect], project: Project) -> tuple[str, Diagnostic | None]:
    """Follow a redirect to where a reader arrives, through others."""
    seen, here, anchor = [redirect.name], redirect, redirect.anchor
    while True:
        path = here.target.partition("#")[0]
        if is_url(here.target):
            return (here.target if not anchor or "#" in here.target else f"{here.target}#{anchor}"), None
        if (page := _page(here.target, project)) is not None:
            return f"{page}#{anchor}".rstrip("#"), None
        if is_old_path(path) and (further := found.get(name_of(path, project))):
            anchor = anchor or further.anchor
            if further.name in seen:
                names = seen[seen.index(further.name) :]
                if redirect.name != min(names):  # it is said once, and not of what leads there
                    return "", None
                circle = " → ".join(map(shown, [*names, further.name]))
                about = say("redirects run in a circle: {circle}", circle=circle)
                return "", Diagnostic(*redirect.place, Code.REDIRECT, about, say("remove one of these redirects"))
            seen.append(further.name)
            here = further
        elif is_old_path(path) and _is_other_file(path, project):
            return f"/{here.target.lstrip('/')}", None
        else:
            about = say('it leads to "{target}", which is no page', target=shown(here.target))
            remedy = suggestion(name_of(path, project), project.documents)
            remedy = remedy or say("write the path of a page, or an address that begins with https://")
            return "", Diagnostic(*redirect.place, Code.REDIRECT, about, remedy)


def _page(target: str, project: Project) -> str | None:
    """Return the docname that a target names."""
    path = target.partition("#")[0]
    if path.strip("/") and not is_old_path(path):
        return None
    name = name_of(path, project)
    names = (name, name.removesuffix("/index")) if path.endswith("/") else (name,)
    return next((name for name in names if name in project.documents), None)


def _is_other_file(path: str, project: Project) -> bool:
    """Tell whether a target is a file of another kind, or a page that the build writes; what there is, is not known."""
    _stem, dot, ending = path.rpartition("/")[2].rpartition(".")
    return name_of(path, project) in BUILT_PAGES or (dot == "." and f".{ending}" not in (*FILES, *project.suffixes))
