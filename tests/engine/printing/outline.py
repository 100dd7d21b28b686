"""What a kernel of LLVM does, in short: its loops, and in them how many lanes it reads, computes with, and writes."""

import re
from itertools import groupby

SIGNS = {"fadd": "+", "fmul": "*", "fsub": "-", "fdiv": "/", "fneg": "neg", "call": "f"}


def outline(text: str) -> str:
    """Return for instance `(0..whole: r8 f1 x8 w8 by 8)`.

    Vectors of eight numbers are read, functions of single ones called eight times, and vectors written, in a loop over
    as many examples as are whole vectors. A sum that may be fused is +~; what is kept in a register is left out.
    """
    found = []
    for line in map(str.strip, text.splitlines()):
        lanes = re.search(r"<(\d+) x double>", line)
        many = lanes[1] if lanes else "1"
        if match := re.match(r"%at\d+ = phi i64 \[ (\S+),", line):
            start = match[1]
        elif match := re.match(r"%more\d+ = icmp slt i64 \S+ (\S+)", line):
            found.append(f"({start}..{match[1]}:")
        elif match := re.match(r"%next\d+ = add nsw i64 \S+ (\d+)", line):
            found.append(f"by {match[1]})" if match[1] != "1" else ")")
        elif re.search("load.*align 8", line) and not re.search("load i64|kept", line):
            found.append(f"r{many}")
        elif line.startswith("store") and "%kept" not in line:
            found.append(f"w{many}")
        elif match := re.match(rf"%\d+ = ({'|'.join(SIGNS)})( contract)? ", line):
            found.append(SIGNS[match[1]] + "~" * bool(match[2]) + many)
    counted = ((each, len([*same])) for each, same in groupby(found))
    words = " ".join(
        f"{each}x{count}" if count > 1 and each[0] not in "()b" else " ".join([each] * count) for each, count in counted
    )
    return re.sub(r"%of\d+", "whole", words.replace("%examples", "all")).replace(" )", ")")
