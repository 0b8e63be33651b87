"""From one survey round to finished, safe, archived reports for every local office."""

__version__ = "0.1.0"
