"""Titles that break what is written without care: markup, ends of blocks, directions, and what is no character.

Each output puts them through and reads them again with a parser that is not ours.
"""

from __future__ import annotations

import re

#: name of a case → a title as an author may write it in front matter
TITLES: dict[str, str] = {
    "script": "End</script><script>alert(1)</script>",
    "comment": "<!-- a comment --> and <!--<script>",
    "cdata": "Data]]> and <![CDATA[more]]>",
    "markup": "<b onclick='x'>Bold</b> & <img src=x onerror=alert(1)>",
    "style": "Plain</style></title></textarea>",
    "quotes": "\"Double\", 'single' and `back`ticks",
    "backslash": 'C:\\new\\"quoted\\" \\u003c and \\',
    "ampersand": "Salt & pepper &amp; &lt;vinegar&gt; &#0; &nbsp;",
    "percent": "100% of %s, %(name)s, {braces}, {{ twice }}, {% raw %} and $math$",
    "tex": r"\emph{TeX} {with} ~ _under_ ^hats^ # and 50\%",
    "markdown": "*Stars*, _lines_, [links](x) and | pipes |",
    "emoji": "Family 👩‍👩‍👧‍👦, flag 🇯🇵, skin 👍🏽 and 𠮷野家",
    "combining": "Cafe\u0301 and が as か\u3099",
    "rtl": "שלום and \u202eback\u202c, \u2067isolated\u2069 \u200f",
    "invisible": "zero\u200bwidth, soft\u00adhyphen, no\u00a0break, \ufefforder\u2060joined",
    "lines": "next\u0085line, line\u2028separator, paragraph\u2029separator",
    "spaces": "ideographic\u3000space \u2003and an em",
    "control": "bell\x07, escape\x1b[31m, null\x00, delete\x7f and form\x0cfeed",
    "nonscalar": "not a character \ufffe and \uffff, private \ue000",
    "surrogate": "half a pair \ud83d and the other \udc00",
    "long": "とても長い題名です。" * 30,  # 300 characters
    "unbroken": "Donaudampfschifffahrtsgesellschaftskapitän" * 7,
    "numbers": "1984",
    "path": "../../etc/passwd?x=1#y",
    "address": "javascript:alert(1)",
    "yaml": "- key: [value] # comment",
    "empty-looking": "\u200b",
}

#: characters that XML 1.0 has no place for (section 2.2), which no reference brings in either
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: titles that a file in UTF-8 may hold as they are
WRITABLE = {name: title for name, title in TITLES.items() if not NOT_IN_XML.search(title)}


def in_yaml(title: str) -> str:
    """Return a title as a YAML value in ASCII, whatever is in it; half a pair stays half."""
    quoted = "".join(
        character
        if " " <= character <= "~" and character not in '"\\'
        else f"\\u{ord(character):04x}"
        if ord(character) < 0x10000
        else f"\\U{ord(character):08x}"
        for character in title
    )
    return f'"{quoted}"'
