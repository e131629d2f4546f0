"""Silver Lining: a lost deal becomes something the whole team can use."""
