"""What other projects do not promise, one module for each: why it is used, and with which version it was checked."""
