"""How connections are let in, served and bounded: what stands between the socket and the routes."""
