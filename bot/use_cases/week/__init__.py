"""The week: celebration, digest, Monday's reviews, and the word that reps have on them."""
