"""What a question in a reader's words asks for, when its literal form finds too little; see ``docs/searching.md``.

The browser takes the steps (``scripts/beyond/``); what is here says the same of a text, for tests and checks, and
makes the tables that they look names and readings up in.
"""
