"""One function for each thing that can happen. Each takes a session, asks `access.allow`, and never commits."""
