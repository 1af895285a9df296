"""How a lifter wants things."""
