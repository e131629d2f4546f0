"""What may be taken out of a workspace, table by table: the house's, talks', and one person's own.

Rows are read a few hundred at a time, so that a workspace of any size fits.
"""
