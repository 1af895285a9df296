"""A stand-in of Clerk's Frontend API, for the real clerk-js and its components."""
