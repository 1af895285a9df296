"""The proof: a lifter who logs while everything breaks, and a database that must hold exactly what they did."""
