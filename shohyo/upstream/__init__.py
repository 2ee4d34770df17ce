"""What other projects do not promise, one module for each: why it is used, and with which version it was checked.

sphinxcontrib-bibtex and pybtex's styles have their door in ``cite``, pybtex's scanner in ``bib.scan``, since
that is all that these do.  ``tests/build/test_upstream*.py`` fails when upstream changes what is used.
"""
