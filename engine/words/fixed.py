"""The fixed texts of pages, which a course in another language replaces: English ones -> what stands in their place."""

from collections.abc import Mapping
from types import MappingProxyType

SCOPES = frozenset({  # what nn calls the parts of a graph that it makes
    "squared error", "binary cross-entropy", "logistic loss", "hinge", "multiclass hinge", "softmax cross-entropy",
    "negative log-likelihood", "multiclass logistic loss", "l2 penalty", "consistency",
})  # fmt: skip
ENGLISH: Mapping[str, str] = MappingProxyType({})  # none is replaced
