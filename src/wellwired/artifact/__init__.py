"""The run folder: written safely, read with suspicion."""
