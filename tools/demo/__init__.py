"""Bot and sandbox side by side on this machine, connected and filled, with one address to open in a browser.

Everything lies below `.demo/`, by port, and is made anew at each start, since the sandbox forgets everything when it
ends.
"""
