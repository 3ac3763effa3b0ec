"""What the data is, and the plan that follows."""
