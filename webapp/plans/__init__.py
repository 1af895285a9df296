"""Plans: an editor on a desk, and what a plan asks for on the day."""
