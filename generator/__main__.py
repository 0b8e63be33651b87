"""Lets `python -m generator` do what the command `kontorrapport` does."""

from generator.cli import main

if __name__ == "__main__":
    main()
