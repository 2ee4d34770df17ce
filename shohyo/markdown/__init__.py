"""Markdown as people write it: the dialect of a project that chooses none, and where we read otherwise than others."""
