"""Benchmark of the search against other engines, on the same pages and in a real browser; see README.md."""
