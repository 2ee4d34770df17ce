"""What stops whoever asks a search: no site, a damaged index, scripts that do not run."""


class SearchError(Exception):
    """The search cannot answer; the message says what to do."""
