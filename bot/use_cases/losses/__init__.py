"""News about deals, and which of them are talked about, how much and when."""
