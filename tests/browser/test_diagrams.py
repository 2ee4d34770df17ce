"""Every diagram of the real site in a browser: labels in their boxes, numbers apart, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

#: problems of every picture of the document, as text
CHECK = """() => [...document.querySelectorAll('.shohyo-diagram__picture')].flatMap(svg => {
  const found = [], name = svg.getAttribute('aria-label');
  const view = svg.viewBox.baseVal;
  const around = (outer, inner) => outer.x <= inner.x && outer.y <= inner.y
    && outer.x + outer.width >= inner.x + inner.width && outer.y + outer.height >= inner.y + inner.height;
  for (const shape of svg.querySelectorAll('.shohyo-diagram__shape')) {
    const outline = shape.querySelector('path'), text = shape.querySelector('text');
    if (!around(view, outline.getBBox())) found.push(`${name}: ${text.textContent} is cut off`);
    for (const line of text.querySelectorAll('tspan')) {
      const width = line.getComputedTextLength(), x = +line.getAttribute('x'), y = +line.getAttribute('y');
      for (const dx of [-width / 2, width / 2]) for (const dy of [-12, 2]) {
        const point = svg.createSVGPoint(); point.x = x + dx; point.y = y + dy;
        if (!outline.isPointInFill(point)) found.push(`${name}: ${line.textContent} leaves its box`);
      }
    }
  }
  const discs = [...svg.querySelectorAll('circle')].map(disc => [+disc.getAttribute('cx'), +disc.getAttribute('cy')]);
  discs.forEach(([x, y], index) => {
    if (discs.some(([u, v], other) => other < index && Math.hypot(x - u, y - v) < 19)) found.push(`${name}: ${index + 1} touches another number`);
    if (!around(view, {x: x - 9, y: y - 9, width: 18, height: 18})) found.push(`${name}: ${index + 1} is cut off`);
    for (const outline of svg.querySelectorAll('.shohyo-diagram__shape path:first-child')) {
      const point = svg.createSVGPoint(); point.x = x; point.y = y;
      if (outline.isPointInFill(point)) found.push(`${name}: ${index + 1} hides a box`);
    }
  });
  return found;
})"""

#: smallest contrast of letters in pictures with what is behind them
CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const light = color => {
    canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const fill = element => light(getComputedStyle(element).fill);
  return Math.min(...[...document.querySelectorAll('.shohyo-diagram__picture text')].map(text => {
    const [dark, bright] = [fill(text), fill(text.parentElement.querySelector('path, circle'))].sort((a, b) => a - b);
    return (bright + .05) / (dark + .05);
  }));
}"""


@pytest.fixture
def sheet(published: Path) -> str:
    """A page with every picture of the site and the site's styles, in one go."""
    pictures = [
        svg
        for page in sorted((published / "patterns").glob("*.html"))
        for svg in re.findall(r"<svg [^>]*shohyo-diagram.*?</svg>", page.read_text("utf-8"), re.DOTALL)
    ]
    assert len(pictures) > 40
    styles = (published / "_static/shohyo/pages.css").read_text("utf-8")
    return f"<!doctype html><html lang=ja><style>{styles}</style><body>{''.join(pictures)}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_labels_are_in_their_boxes(page: Page, sheet: str, theme: str) -> None:
    """In every picture letters stay inside their outline, numbers apart, and all can be read."""
    page.set_content(sheet)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    assert page.evaluate(CHECK) == []
    assert page.evaluate(CONTRAST) >= 7


def test_picture_follows_the_switch(page: Page, published: Path) -> None:
    """The site's own switch between light and dark changes a picture, whatever the system prefers."""
    page.emulate_media(color_scheme="light")
    page.goto((published / "patterns/prediction-cache.html").as_uri())
    colour = "getComputedStyle(document.querySelector('.shohyo-diagram__shape text')).fill"
    seen = set()
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        seen.add(page.evaluate(colour))
    assert len(seen) == 2


@pytest.mark.parametrize("name", ["prediction-cache", "case-content-posting"])
def test_telephone(browser: Browser, published: Path, name: str) -> None:
    """On 360 pixels letters stay readable, the page does not scroll sideways, and a frame that does has the focus."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto((published / f"patterns/{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    scale = page.evaluate(
        "(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)(document.querySelector('.shohyo-diagram__picture'))"
    )
    assert scale * 14 >= 11
    frame = page.locator(".shohyo-diagram__frame")
    if frame.evaluate("frame => frame.scrollWidth > frame.clientWidth"):
        assert frame.get_attribute("tabindex") == "0"
    context.close()
