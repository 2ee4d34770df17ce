"""Data → SVG."""
