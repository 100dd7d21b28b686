"""The fixed texts of pages, which a course in another language replaces: English ones -> what stands in their place."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH: Mapping[str, str] = MappingProxyType({})  # none is replaced
