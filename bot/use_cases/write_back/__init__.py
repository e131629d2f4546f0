"""What a talk ends with goes back into the CRM: shown to the pair first, written by the worker, and taken back."""
