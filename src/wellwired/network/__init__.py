"""A plan becomes a module."""
