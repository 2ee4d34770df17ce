"""Calculators in a page: formulas, what a body says, and how both stand on the page."""
