"""Files and arrays become samples, splits and batches."""
