"""Pure text: phrases and sentences, kana, folded names, widths and lines; nothing here knows of pages or files."""
