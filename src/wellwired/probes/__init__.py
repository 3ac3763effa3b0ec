"""Measurements of one network."""
