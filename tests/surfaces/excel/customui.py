"""Ribbon XML against Microsoft's customUI schemas, as the package openxml-audit carries them.

Its own validator misses malformed XML, ids given twice and attributes that do not exist; this looks at those too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openxml_audit
from lxml import etree

NAMESPACES = {
    "http://schemas.microsoft.com/office/2006/01/customui": ("mso", "schemas_microsoft_com_office_2006_01_customui"),
    "http://schemas.microsoft.com/office/2009/07/customui": ("mso14", "schemas_microsoft_com_office_2009_07_customui"),
}


@cache
def _schema(namespace: str) -> tuple[dict[str, Any], dict[str, set[str]]]:
    prefix, name = NAMESPACES[namespace]
    path = Path(openxml_audit.__file__).parent / "data" / "openxml" / "schemas" / f"{name}.json"
    document = json.loads(path.read_text("utf-8"))
    types = {entry["Name"].removeprefix(f"{prefix}:").replace(f"/{prefix}:", "/"): entry for entry in document["Types"]}
    enums = {entry["Type"]: {facet["Value"] for facet in entry["Facets"]} for entry in document.get("Enums", ())}
    return types, enums


def faults(xml: bytes) -> list[str]:
    """What is wrong with a ribbon; [] for a valid one."""
    try:
        root = etree.fromstring(xml)
    except etree.XMLSyntaxError as error:
        return [f"malformed: {error}"]
    name = etree.QName(root)
    if name.namespace not in NAMESPACES or name.localname != "customUI":
        return [f"root is {root.tag}"]
    types, _ = _schema(name.namespace)
    found = list(_element(root, types["CT_CustomUI/customUI"], name.namespace))
    ids = Counter(element.get("id") for element in root.iter(etree.Element) if element.get("id"))
    return found + [f"id {id_} given {count} times" for id_, count in ids.items() if count > 1]


def _element(element: etree._Element, kind: dict[str, Any], namespace: str) -> Iterator[str]:
    types, enums = _schema(namespace)
    here = etree.QName(element).localname
    known = {entry["QName"].lstrip(":"): entry for entry in _attributes(kind, types)}
    for attribute, value in element.attrib.items():
        entry = known.get(attribute)
        if entry is None:
            yield f"<{here}> has no attribute {attribute}"
            continue
        yield from _value(here, attribute, value, entry, enums)
    for entry in known.values():
        required = any(check["Name"] == "RequiredValidator" for check in entry.get("Validators", ()))
        if required and entry["QName"].lstrip(":") not in element.attrib:
            yield f"<{here}> lacks {entry['QName']}"
    children = {entry["Name"].split("/")[-1].split(":")[-1]: entry["Name"] for entry in kind.get("Children", ())}
    prefix = NAMESPACES[namespace][0]
    for child in element.iterchildren(etree.Element):
        name = etree.QName(child).localname
        if name not in children:
            yield f"<{here}> may not hold <{name}>"
            continue
        wanted = children[name].removeprefix(f"{prefix}:").replace(f"/{prefix}:", "/")
        yield from _element(child, types[wanted], namespace)


def _attributes(kind: dict[str, Any], types: dict[str, Any]) -> list[dict[str, Any]]:
    own = list(kind.get("Attributes", ()))
    base = next((entry for entry in types.values() if entry["ClassName"] == kind.get("BaseClass")), None)
    return own + (_attributes(base, types) if base else [])


def _value(here: str, attribute: str, value: str, entry: dict[str, Any], enums: dict[str, set[str]]) -> Iterator[str]:
    for check in entry.get("Validators", ()):
        for argument in check.get("Arguments", ()):
            if argument["Name"] == "MaxLength" and len(value) > int(argument["Value"]):
                yield f"<{here}> {attribute} is longer than {argument['Value']}"
            if argument["Name"] == "MinLength" and len(value) < int(argument["Value"]):
                yield f"<{here}> {attribute} is empty"
    kind = entry["Type"]
    allowed = next(
        (values for name, values in enums.items() if kind.startswith("EnumValue") and _last(kind) in name), None
    )
    if allowed and value not in allowed:
        yield f"<{here}> {attribute} may not be {value}"


def _last(kind: str) -> str:
    return kind.rstrip(">").split(".")[-1].removesuffix("Values")
