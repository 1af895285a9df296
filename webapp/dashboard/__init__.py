"""Today, and the front door."""
