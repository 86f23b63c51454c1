"""A part as a tree. lxml is loaded when the first is wanted: most workbooks need none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False}


def xml_tree(data: bytes, *, recover: bool = False) -> Element | None:
    """The root; None where the XML is damaged. With ``recover`` what can be read of damaged XML."""
    from lxml import etree

    try:
        return etree.fromstring(data, etree.XMLParser(**_SAFE, recover=recover))
    except etree.XMLSyntaxError:
        return None
