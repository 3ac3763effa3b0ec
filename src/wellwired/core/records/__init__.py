"""Measurements that probes write and checks read, one file a stage."""
