"""Records joined: what follows from all pages together is derived here, and never stored."""
