"""Benchmarks: each compares the bot with a baseline in the same run. `make bench` runs them all."""
