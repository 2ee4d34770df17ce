"""Bib files → works: entries as they were meant, names, dates, numbers and addresses; what each field is for."""
