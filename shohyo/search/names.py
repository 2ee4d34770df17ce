"""Fields of a query, the words before a colon: by the names that an interface shows, in any of its languages."""

#: name → field
FIELDS = {
    **{name: name for name in ("title", "kind", "tag", "chapter", "book")},
    **{"題名": "title", "種類": "kind", "タグ": "tag", "章": "chapter", "本": "book"},
    **{"标题": "title", "种类": "kind", "标签": "tag", "书": "book"},
    **{"標題": "title", "標籤": "tag", "書": "book"},
    **{"제목": "title", "종류": "kind", "태그": "tag", "장": "chapter", "책": "book"},
}
