"""Where every template is filled in, the shipped ones too: none can run code."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NoReturn

from jinja2 import BaseLoader, StrictUndefined
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

_GLOBALS: Final = ("namespace", "range")  # range has a limit in a sandbox
_NOT_THE_SAME_TWICE: Final = ("pprint", "random")  # the one prints addresses in memory
_OPEN: Final = (str, list, tuple, date, Mapping, LoopContext, TemplateModule)
"""Whose methods a template may call; of all else it sees values."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Templates see values, call what they are handed, and may ask for nothing else."""

    def __init__(self, loader: BaseLoader, **options: Any) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            **options,
        )
        self.globals = {name: self.globals[name] for name in _GLOBALS}
        for name in _NOT_THE_SAME_TWICE:
            del self.filters[name]

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Nothing private, and no method that is not one of a plain value."""
        safe = super().is_safe_attribute(obj, attr, value)
        return safe and (not callable(value) or isinstance(obj, _OPEN))

    def unsafe_undefined(self, obj: Any, attribute: str) -> NoReturn:
        """An error at once, also where nothing is done with what was asked for."""
        raise SecurityError(f"a template may not ask {type(obj).__name__} for {attribute!r}")
