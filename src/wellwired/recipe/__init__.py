"""The order of the stages: probe, judge, then go on, mend or stop."""
