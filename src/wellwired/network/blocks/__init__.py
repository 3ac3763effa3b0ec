"""One block a file: a plan's block becomes a module."""
