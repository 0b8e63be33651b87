"""Where the templates and fonts lie: inside a wheel, or beside the package in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def templates_folder() -> Path:
    """Return the folder of templates and fonts that belongs to this copy of the program."""
    inside_wheel = _PACKAGE / "_templates"
    return inside_wheel if inside_wheel.is_dir() else _PACKAGE.parent / "templates"
