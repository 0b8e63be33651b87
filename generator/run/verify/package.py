"""What a zipped Office file is made of: each part once, of a known kind, and nothing around it."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any, Final

from lxml import etree

_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_LOCAL_HEADER: Final = 30  # bytes before a part's name
_END: Final = b"PK\x05\x06"
_END_LENGTH: Final = 22


@dataclass(frozen=True)
class Package:
    """The parts of a zipped file by their names, and what is amiss around them."""

    content: bytes

    @cached_property
    def parts(self) -> Mapping[str, bytes]:
        """Raises zipfile.BadZipFile where it is no zipped file."""
        with zipfile.ZipFile(BytesIO(self.content)) as package:
            return {name: package.read(name) for name in package.namelist()}

    @cached_property
    def trees(self) -> Mapping[str, Any]:
        """The parts that are XML; raises ValueError for one that is not well-formed."""
        try:
            return {
                name: etree.fromstring(part, _PARSER)
                for name, part in self.parts.items()
                if name.endswith((".xml", ".rels"))
            }
        except etree.XMLSyntaxError as error:
            raise ValueError(f"has a part that is no XML: {error}") from None

    def faults(self, *, parts: re.Pattern[str], kinds: re.Pattern[str]) -> Iterator[str]:
        """Parts and relations that no report has; ``kinds`` are the ends of relations' types."""
        yield from self._around()
        for name in self.parts:
            if not parts.fullmatch(name):
                yield f"has a part that no report has: {name}"
        for name, root in self.trees.items():
            if root.getroottree().docinfo.doctype:
                yield f"{name} has a document type"
            # A comment or an instruction beside or in it is nothing that a report needs.
            if [*root.itersiblings(preceding=True), *root.itersiblings()]:
                yield f"{name} has something beside its content"
            yield from (
                f"{name} has {type(node).__name__.strip('_')}s, which no report has"
                for node in root.iter(etree.Comment, etree.PI, etree.Entity)
            )
            if name.endswith(".rels"):
                yield from self._relations(name, root, kinds)

    def _around(self) -> Iterator[str]:
        """What lies before, between or after the parts, or twice under one name."""
        with zipfile.ZipFile(BytesIO(self.content)) as package:
            entries = sorted(package.infolist(), key=lambda one: one.header_offset)
            start = package.start_dir
        if len({one.filename.lower() for one in entries}) < len(entries):
            yield "has two parts of one name"
        at, extra = 0, 0
        for one in entries:
            extra += one.header_offset - at + len(one.extra) + len(one.comment)
            at = one.header_offset + _LOCAL_HEADER + len(one.filename.encode()) + one.compress_size
        extra += start - at + len(self.content) - _END_LENGTH - self.content.rfind(_END)
        if extra:
            yield f"has {extra} bytes that belong to no part"

    def _relations(self, name: str, root: Any, kinds: re.Pattern[str]) -> Iterator[str]:
        for one in root:
            kind, target = one.get("Type", "").rpartition("/")[2], one.get("Target", "")
            if one.get("TargetMode", "Internal") != "Internal" or ":" in target or ".." in target:
                yield f"links to {target} ({name})"
            elif not kinds.fullmatch(kind):
                yield f"has a relation that no report has: {kind}"
