"""App Home, and what admins are told."""
