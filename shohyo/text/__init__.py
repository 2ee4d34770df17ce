"""Pure text, in whatever language: nothing here knows a file, a page or a format."""
