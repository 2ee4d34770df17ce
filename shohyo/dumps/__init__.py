"""A built site → its documents for a search that runs on a server."""
