"""What knows Sphinx of the search: text and facts of pages in, an index and an interface out."""
