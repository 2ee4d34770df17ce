"""What is exact for Japanese is exact for Chinese and Korean: any piece of a text finds the pages that have it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from shohyo.manifest import Manifest
from shohyo.search.index import build_index
from shohyo.search.model import Page, Section
from shohyo.search.shards import build_files, write_files
from tests.client import Client

#: language → title and lines of a few pages; they share words, and parts of words
PAGES: dict[str, list[list[str]]] = {
    "zh": [
        ["网络配置", "怎样配置网络接口？请编辑配置文件，然后重启服务。", "IP地址与子网掩码", "用 systemctl restart 重新启动"],
        ["文件系统", "文件系统的权限分为读、写、执行三种。", "「软链接」与硬链接的区别", "磁盘空间不足时，请清理日志文件"],
        ["系統管理", "管理員可以限制使用者的磁碟空間（配額）。", "檔案系統與網路設定", "𠮷字與㐂字很少用"],
        ["软件包", "用apt安装软件包，再用dpkg -l查看版本。", "每个软件包都有一个版本号：v1.2", "置配"],
    ],
    "ko": [
        ["네트워크 설정", "네트워크 인터페이스를 어떻게 설정하나요? 설정 파일을 편집하십시오.", "IP주소와 서브넷", "값이 없으면 닭"],
        ["파일 시스템", "파일시스템의 권한은 읽기, 쓰기, 실행의 세 가지입니다.", "시스템을 다시 시작하려면", "심볼릭 링크와 하드 링크"],
        ["패키지 관리", "apt로 패키지를 설치하고 dpkg -l로 버전을 확인합니다.", "패키지에는 버전이 있다: v1.2", "정설 하나"],
        ["옛한글", "ᄒᆞᆫ글과 훈민정음, 그리고 ㄱㄴㄷ 자모", "각 글자는 초성·중성·종성으로 이루어진다", "뜀박질"],
    ],
}  # fmt: skip
FORMS = ("NFC", "NFD")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client() as client:
        yield client


def write(folder: Path, texts: Sequence[Sequence[str]], form: str) -> Path:
    """Write an index of the pages, their letters composed or by themselves."""
    pages = []
    for number, lines in enumerate(texts):
        title, *others = (unicodedata.normalize(form, line) for line in lines)
        pages.append(Page(f"p{number}", f"p{number}.html", title, (Section("", "", tuple(others)),)))
    _generation, files = build_files(build_index(pages))
    folder.mkdir(exist_ok=True)
    write_files(Manifest(folder.with_name(f"{folder.name}.files"), folder), files)
    return folder


def plain(text: str) -> str:
    """Return text as it is compared here; what width and case are is tested elsewhere."""
    return unicodedata.normalize("NFKC", text).lower().replace("·", "・")


def pieces(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return all pieces of one to four characters with something to find, none of which begins within a Latin word."""
    found: set[str] = set()
    for line in (plain(line) for lines in texts for line in lines):
        for start in range(len(line)):
            if start and line[start].isascii() and line[start].isalnum() and line[start - 1].isascii():
                continue
            found |= {line[start : start + length].strip() for length in range(1, 5)}
    return sorted(piece for piece in found if piece and all(map(is_wide, piece.replace(" ", ""))) and '"' not in piece)


def is_wide(character: str) -> bool:
    return unicodedata.category(character).startswith("L") and not character.isascii()


def answers(client: Client, folder: Path, queries: Sequence[str]) -> list[set[int]]:
    """Return the pages that each query finds literally."""
    found = client.query(folder, [(query, {"limit": 99}) for query in queries])
    return [{one["page"] for one in answer["results"] if not one["variant"]} for answer in found]


@pytest.mark.parametrize("typed", FORMS)
@pytest.mark.parametrize("written", FORMS)
@pytest.mark.parametrize("language", list(PAGES))
def test_any_piece_finds_its_pages(client: Client, tmp_path: Path, language: str, written: str, typed: str) -> None:
    """Nothing depends on where words begin, nor on whether Hangul is written as syllables or as its letters."""
    texts = PAGES[language]
    folder = write(tmp_path / "index", texts, written)
    asked = pieces(texts)
    assert len(asked) > 200
    found = answers(client, folder, [f'"{unicodedata.normalize(typed, piece)}"' for piece in asked])
    for piece, pages in zip(asked, found, strict=True):
        right = {number for number, lines in enumerate(texts) if any(piece in plain(line) for line in lines)}
        assert pages == right, piece


@pytest.mark.parametrize(
    ("language", "query", "right"),
    [
        ("zh", "配置 文件", {0}),
        ("zh", "配置", {0}),
        ("zh", "文件 -配置", {1}),
        ("zh", '"文件系统的权限"', {1}),
        ("zh", "ＩＰ地址", {0}),
        ("zh", "apt安装", {3}),
        ("zh", "檔案", {2}),
        ("zh", "title:系統", {2}),
        ("ko", "시스템", {1}),
        ("ko", "설정 파일", {0}),
        ("ko", "패키지 -권한", {2}),
        ("ko", '"하드 링크"', {1}),
        ("ko", "apt로", {2}),
        ("ko", "IP주소", {0}),
        ("ko", "title:관리", {2}),
    ],
)
def test_query_language(client: Client, tmp_path: Path, language: str, query: str, right: set[int]) -> None:
    """Several terms, phrases, exclusions and fields mean what they mean in Japanese."""
    folder = write(tmp_path / "index", PAGES[language], "NFC")
    assert answers(client, folder, [query, unicodedata.normalize("NFD", query)]) == [right, right]
