"""What follows from the published table: everything about units, classes and the total.

These functions are given a ``GroupTable`` and nothing else about people, so they cannot say more
than it does, however many intervals and tests they make of it. Where a cell is no figure, what
rests on it is suppressed by the same rule; where the spread is suppressed, so are intervals and
tests, while means stay. They take unrounded cells as well (a round that reproduces tables).
"""
