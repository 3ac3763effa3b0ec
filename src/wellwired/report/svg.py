"""The plotter's SVG made small, free of ids that could clash, and coloured by the page that holds it."""

import re
import xml.etree.ElementTree as ET

from wellwired.report.ink import VARIABLES

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_ID = re.compile(r"url\(#([^)]+)\)")
_LONG = re.compile(r"-?\d+\.\d{2,}")
_COLOUR = re.compile("|".join(VARIABLES))
_DROPPED = ("metadata", "style")
_EXACT = ("viewBox", "href")  # numbers here are not rounded: they frame, or are pictures


def tidy(svg: str, *, name: str, prefix: str) -> str:
    """An `svg` element of the same look, for use inside a page.

    Args:
        svg: what the plotter wrote; it is our own output, never a file from elsewhere.
        name: what a screen reader says in place of the picture.
        prefix: put before every id; differs for each figure of a page.
    """
    root = ET.fromstring(svg)
    _drop(root)
    used = {one for node in root.iter() for one in _references(node)}
    for node in root.iter():
        _rewrite(node, used, prefix)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.set("role", "img")
    root.set("aria-label", name)
    root.set("style", "font-family: var(--sans, sans-serif)")
    root.set("xmlns", _SVG)
    text = ET.tostring(root, encoding="unicode")
    return re.sub(r">\s+<", "><", text).strip()


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _drop(node: ET.Element) -> None:
    for child in list(node):
        if _local(child.tag) in _DROPPED:
            node.remove(child)
        else:
            _drop(child)


def _references(node: ET.Element) -> list[str]:
    link = node.get(f"{{{_LINK}}}href", node.get("href", ""))
    found = [link[1:]] if link.startswith("#") else []
    return found + [one for value in node.attrib.values() for one in _ID.findall(value)]


def _rewrite(node: ET.Element, used: set[str], prefix: str) -> None:
    node.tag = _local(node.tag)
    link = node.attrib.pop(f"{{{_LINK}}}href", None)
    if link is not None:
        node.set("href", f"#{prefix}{link[1:]}" if link.startswith("#") else link)
    own = node.attrib.pop("id", None)
    if own in used:
        node.set("id", f"{prefix}{own}")
    for key, value in list(node.attrib.items()):
        if key in _EXACT:
            continue
        value = _ID.sub(lambda found: f"url(#{prefix}{found[1]})", value)
        value = _LONG.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), value)
        node.set(key, _style(value) if key == "style" else " ".join(value.split()))
    if node.text is not None and node.tag != "text":
        node.text = node.text.strip() or None


def _style(value: str) -> str:
    kept = [
        part.strip()
        for part in value.split(";")
        if part.strip() and not part.strip().startswith("font-family")
    ]
    kept = [re.sub(r"^font: ([\d.]+px).*", r"font-size: \1", part) for part in kept]
    return _COLOUR.sub(lambda found: f"var(--{VARIABLES[found[0]]}, {found[0]})", "; ".join(kept))
