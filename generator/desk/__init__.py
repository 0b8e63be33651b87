"""Review: the page on which a run is read and approved before anything is sent.

It is served to one browser on this machine, and decides by the same functions as `approve` does.
"""
