"""The clinic: what went wrong, from what the visitor brings."""
