"""A built site, looked at from outside before it is published: links, addresses, drafts, data, weight."""
