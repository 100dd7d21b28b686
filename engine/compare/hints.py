"""What sort of thing a slip is, for who wants to find it: more than where to look, and less than the answer."""

SORTS = {
    "a sign is wrong": ("sign",),
    "a constant factor is wrong, such as that of a power, a sum or a mean": (
        "factor 2", "mean", "constant forgotten", "ratio", "degrees", "learning rate", "epsilon",
    ),
    "a factor of a product is wrong: missing, one too many, or another one": (
        "factor forgotten", "factor twice", "weights forgotten", "wrong operand", "product rule", "bias input",
    ),
    "the rule for a quotient is not kept": ("quotient",),
    "the derivative of a function is wrong: missing, misremembered, or taken at the wrong number": (
        "activation forgotten", "activation itself", "activation misplaced", "activation misremembered",
        "activation twice", "extra derivative", "wrong function",
    ),
    "something on the way forward is not what the formula says": ("forward",),
    "the gradient goes through entries that block it, or is blocked where it goes through": ("mask", "chooser"),
    "the derivative of the loss by the scores is wrong": ("softmax diagonal", "logits", "target"),
    "the numbers are there, but indices are mixed up": (
        "transposed", "weights transposed", "kernel flipped", "symmetric", "shifted", "exchanged", "reordered",
        "reshaped", "another parameter",
    ),
    "what is summed over is wrong, or what is not": (
        "axis", "not summed", "example missing", "time step missing", "upstream averaged",
    ),
    "the shape is wrong": ("shape",),
    "a way from here to the loss is left out, or counted too often": ("path", "edge", "term", "held constant", "zero"),
    "the chain of derivatives has a gap": ("upstream forgotten", "chain stopped"),
    "what belongs to a penalty is wrong": ("penalty",),
    "these are numbers of another moment: check what they are, and when they were taken": ("stale", "parameter"),
    "an entry is wrong by itself": ("entry",),
    "the digits": ("rounding",),
    "this option is what a usual slip gives: try the options on the numbers": ("wrong option",),
}  # fmt: skip
SORT = {kind: words for words, kinds in SORTS.items() for kind in kinds}


def joined(what: str, where: str) -> str:
    """Return what is wrong and where, as one sentence.

    >>> joined("w stands where x belongs", "where w enters"), joined("tanh is forgotten", "at tanh(z)")
    ('w stands where x belongs, where w enters', 'tanh is forgotten at tanh(z)')
    """
    return f"{what}, {where}" if where.startswith("where ") else f"{what} {where}".strip()


def sort_of(kind: str, text: str) -> str:
    """Return what sort of thing a slip is; one that is not of the catalogue says so in its own words.

    Args:
        kind: of the slip.
        text: its own words.

    >>> sort_of("sign", "the sign is flipped"), sort_of("uphill", "this goes along the slope")
    ('a sign is wrong', 'this goes along the slope')
    """
    return SORT.get(kind.partition("|")[0], text)
