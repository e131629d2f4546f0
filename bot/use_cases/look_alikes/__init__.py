"""Look-alikes: the owner of an open deal hears in private that deals like it were lost, and what to ask about."""
