"""Lessons after they were told: kept and found, tried on open deals, and thanked for."""
