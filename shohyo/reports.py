"""What ``shohyo check`` says of what it found: as lines for people, as JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from .errors import Diagnostic, Severity, printable, say, told

if TYPE_CHECKING:
    from .built.answers import SearchReport
    from .built.verify import SiteReport
    from .checks.project import Report

#: version of what ``check --format json`` prints
JSON_VERSION = 1


def as_json(report: Report, searched: SearchReport | None = None, looked: SiteReport | None = None) -> dict[str, Any]:
    """Return what ``check --format json`` prints."""
    more = {}
    if searched:
        wrong = [{**asdict(fault), "problem": told(fault.problem, report.language)} for fault in searched.faults]
        more["search"] = {**asdict(searched), "faults": wrong}
    if looked:
        faults = [{**asdict(fault), "problem": told(fault.problem, report.language)} for fault in looked.faults]
        more["site"] = {**asdict(looked), "faults": faults}
    return {
        "version": JSON_VERSION,
        "files": report.files,
        "problems": [
            {
                "path": item.path,
                "line": item.line,
                "column": item.column,
                "code": f"shohyo.{item.code}",
                "severity": str(item.severity),
                "message": item.message_in(report.language),
                "problem": told(item.problem, report.language),
                "remedy": told(item.remedy, report.language),
            }
            for item in report.diagnostics
        ],
        **more,
    }


def summary(report: Report) -> str:
    """Return the last line: how many problems there are, and in how many files."""
    count = len(report.diagnostics)
    files = say("1 file") if report.files == 1 else say("{count} files", count=report.files)
    if not count:
        return told(say("no problems in {files}", files=files), report.language)
    found = say("1 problem") if count == 1 else say("{count} problems", count=count)
    line = say("{problems} in {count} of {files}", problems=found, count=report.files_with_findings, files=files)
    if warnings := sum(item.severity is Severity.WARNING for item in report.diagnostics):
        aside = say("1 warning") if warnings == 1 else say("{count} warnings", count=warnings)
        line = say("{line} ({warnings})", line=line, warnings=aside)
    return told(line, report.language)


def search_lines(report: SearchReport) -> Iterator[str]:
    """Yield what is printed of a search that was asked."""
    for failure in (*report.failures, *report.faults):
        yield say("search: {failure}", failure=failure.sentence)
    nodes, lists = say("the site's own scripts in Node"), say("the lists of its index, as Node is not installed")
    wrong = say("{count} answered wrongly", count=len(report.failures))
    yield say(
        "search: {asked} queries on {pages} pages, {wrong} by {by}",
        asked=report.asked,
        pages=report.pages,
        wrong=wrong if report.failures else say("all answered exactly"),
        by=nodes if report.in_node else lists,
    )
    if report.in_node:
        wrong = say("{count} faults", count=len(report.faults))
        right = say("each labelled and linked, and no exact answer changed")
        yield say(
            "search: {questions} questions followed in {steps} steps, {wrong}",
            questions=report.questions,
            steps=report.steps,
            wrong=wrong if report.faults else right,
        )


def site_lines(report: SiteReport) -> Iterator[str]:
    """Yield what is printed of a built site."""
    for fault in report.faults:
        yield fault.sentence
    page, weight = report.heaviest
    yield say(
        "site: {pages} pages and {links} addresses on them, of which {outside} lead to other sites and were not asked",
        pages=report.pages,
        links=report.links,
        outside=len(report.outside),
    )
    wrong = say("{count} faults", count=len(report.faults)) if report.faults else say("no faults")
    last = say("the heaviest page is {page} ({weight} KB)", page=page, weight=weight // 1000)
    yield say("site: {faults}; {more}", faults=wrong, more=last)


def show(report: Report) -> None:
    """Print a line for each finding, in colour if someone looks."""
    if not sys.stdout.isatty():
        for item in report.diagnostics:
            click.echo(item.line_in(report.language))
        click.echo(summary(report))
        return
    from rich.console import Console  # costs more than all the rest to import, and pipes never need it

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    for item in report.diagnostics:
        console.print(_coloured(item, report.language))
    console.print(summary(report), style="bold red" if report.diagnostics else "bold green")


def _coloured(item: Diagnostic, language: str) -> Any:
    from rich.text import Text

    return Text.assemble(
        (printable(f"{item.path}:{item.line}:{item.column}:"), "bold"),
        " ",
        (item.message_in(language), "red" if item.severity is Severity.ERROR else "yellow"),
        " ",
        (f"[shohyo.{item.code}]", "dim"),
    )
