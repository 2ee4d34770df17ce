"""Ascending numbers ↔ the bits in which an index has them; what writes loads NumPy, and what reads does not."""
