"""Run: what a finished run is, how it is written, read back, made again and verified."""
