"""What a check says about itself: the text beside its code, taken apart and set for reading."""

import textwrap

from wellwired.core.verdict import Check

SECTIONS = ("Why it matters", "What to do", "Stays silent when", "Source")


def fault(explains: str) -> str:
    """First line of the text: the fault."""
    return explains.strip().partition("\n")[0].strip()


def section(explains: str, title: str) -> str:
    """Text under `title` as one paragraph, empty where the text has no such section.

    Example:
        >>> section("A fault.\\n\\nWhat to do:\\n    Look\\n    there.\\n", "What to do")
        'Look there.'
    """
    lines = explains.splitlines()
    starts = [i for i, line in enumerate(lines) if line.strip() == f"{title}:"]
    if not starts:
        return ""
    body = []
    for line in lines[starts[0] + 1 :]:
        if line and not line.startswith((" ", "\t")):
            break
        body.append(line.strip())
    return " ".join(" ".join(body).split())


def explain(check: Check, *, width: int = 80) -> str:
    """The whole text of a check: its code and stage, the fault, then each section as a paragraph.

    Args:
        check: the check to be told.
        width: characters a line, at least 40.
    """
    kind = "gate" if check.gate else "advice"
    parts = [
        f"{check.code} {check.name} ({check.stage}, {kind})",
        _paragraph(fault(check.explains), 0, width),
    ]
    for title in SECTIONS:
        body = section(check.explains, title)
        if body:
            parts.append(f"{title}\n{_paragraph(body, 2, width)}")
    return "\n\n".join(parts)


def _paragraph(text: str, indent: int, width: int) -> str:
    blank = " " * indent
    return textwrap.fill(text, width, initial_indent=blank, subsequent_indent=blank, break_long_words=False)
