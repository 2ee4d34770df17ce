"""What must hold within records and between them; the command ``shohyo check`` needs nothing above this."""
