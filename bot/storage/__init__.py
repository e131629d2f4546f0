"""Rows store, values think. Named queries over SQLAlchemy, on SQLite and PostgreSQL."""
