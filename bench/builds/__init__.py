"""Benchmark of builds against other tools, on the same made-up text; see README.md."""
