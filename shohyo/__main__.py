"""``python -m shohyo`` is the command ``shohyo``."""

from .cli import main

main(prog_name="shohyo")
