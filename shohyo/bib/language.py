"""What an entry says of its language → whether it is Japanese; babel knows what languages are called."""

from __future__ import annotations

import re
from functools import lru_cache

from babel.core import Locale, get_global

#: in what other languages call themselves or reference managers write, beside codes and names in English and Japanese
_OTHER_NAMES = {
    "deutsch": "de", "français": "fr", "francais": "fr", "español": "es", "castellano": "es", "italiano": "it",
    "中文": "zh", "汉语": "zh", "简体中文": "zh", "繁體中文": "zh", "русский": "ru", "한국어": "ko", "nihongo": "ja",
    "jp": "ja", "邦文": "ja", "和文": "ja", "欧文": "en", "英文": "en", "english": "en", "japanese": "ja",
}  # fmt: skip
#: codes that say "unknown", "several" and "none"
_NONE = frozenset({"und", "mul", "zxx", "mis"})
#: names of babel, the package of TeX: of a country, of a spelling
_BABEL = {
    "american": "en", "british": "en", "canadian": "en", "australian": "en", "newzealand": "en", "ukenglish": "en",
    "usenglish": "en", "ngerman": "de", "austrian": "de", "naustrian": "de", "swissgerman": "de", "nswissgerman": "de",
    "acadian": "fr", "canadien": "fr", "francais": "fr", "brazilian": "pt", "brazil": "pt", "portuges": "pt",
    "mexican": "es", "polutonikogreek": "el", "greek": "el", "nynorsk": "nn", "norsk": "nb",
}  # fmt: skip


@lru_cache(maxsize=1000)
def language_of(text: str) -> str | None:
    """Return the code of the first language that a text names (ISO 639), in any usual form; None if it is unknown."""
    first = re.split(r"[;,/、]|\s+and\s+", text.strip(), maxsplit=1)[0]
    name = re.sub(r"\s*[(（].*", "", first).strip().casefold()
    if found := _OTHER_NAMES.get(name) or _BABEL.get(name):
        return found
    code = re.fullmatch(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", name)
    if code and (found := _codes().get(code[1])):
        return found
    return _names().get(name)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Return codes of two and three letters → the shortest for the language."""
    aliases = {code: str(short) for code, short in get_global("language_aliases").items()}
    codes = {code: code for code in Locale("en").languages} | aliases
    return {code: short for code, short in codes.items() if short not in _NONE}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return names in English and in Japanese → code."""
    named = ((name, code) for locale in ("ja", "en") for code, name in Locale(locale).languages.items())
    return {name.casefold(): code for name, code in named}
