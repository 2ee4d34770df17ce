"""Blocks of keys in YAML or TOML become plain data with places, and plain data become records."""
