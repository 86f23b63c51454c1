"""What Word's styles add to paragraphs and runs: only what changes how the text is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xl_tools.books.word.docx_parts import Element, child, get, is_on, local, whole
from xl_tools.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Properties of text. None: not said here."""

    hidden: bool | None = None
    fonts: tuple[str, ...] = ()
    """The fonts of Latin letters, where symbol fonts stand."""
    struck: bool | None = None
    boxed: bool | None = None

    def over(self, base: Look) -> Look:
        """These properties, the rest from ``base``."""
        return Look(
            base.hidden if self.hidden is None else self.hidden,
            self.fonts or base.fonts,
            base.struck if self.struck is None else self.struck,
            base.boxed if self.boxed is None else self.boxed,
        )


def look(properties: Element | None) -> Look:
    """What an ``rPr`` says."""
    if properties is None:
        return Look()
    said = {local(element): element for element in properties}
    fonts = said.get("rFonts")
    names = tuple(name for key in ("ascii", "hAnsi") if (name := get(fonts, key)))
    border = said.get("bdr")
    lines = [said[key] for key in ("strike", "dstrike") if key in said]
    return Look(
        hidden=is_on(said["vanish"]) if "vanish" in said else None,
        fonts=names,
        struck=any(map(is_on, lines)) if lines else None,
        boxed=get(border, "val") not in ("", "nil", "none") if border is not None else None,
    )


class Styles:
    """The styles of a document, by id, each with what it takes from the styles it is based on."""

    def __init__(self, root: Element | None) -> None:
        found = () if root is None else (element for element in root if local(element) == "style")
        self._styles: Mapping[str, Element] = {get(style, "styleId"): style for style in found}
        self._default = next(
            (
                key
                for key, style in self._styles.items()
                if get(style, "type") == "paragraph" and get(style, "default") in ("1", "true", "on")
            ),
            "",
        )

    def _chain(self, style_id: str) -> Iterator[Element]:
        """A style and those it is based on, nearest first."""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            style_id = get(child(style, "basedOn"), "val")

    def look(self, style_id: str) -> Look:
        found = Look()
        for style in self._chain(style_id):
            found = found.over(look(child(style, "rPr")))
        return found

    def paragraph_style(self, paragraph: Element) -> str:
        return get(child(paragraph, "pPr", "pStyle"), "val") or self._default

    def alignment(self, paragraph: Element) -> str:
        own = get(child(paragraph, "pPr", "jc"), "val")
        chain = self._chain(self.paragraph_style(paragraph))
        return own or next((align for style in chain if (align := get(child(style, "pPr", "jc"), "val"))), "")

    def numbering(self, paragraph: Element) -> tuple[str, int] | None:
        """(numId, level) of a paragraph's automatic numbering; None where it has none."""
        number, level = "", ""
        sources = [paragraph, *self._chain(self.paragraph_style(paragraph))]
        for source in sources:
            said = child(source, "pPr", "numPr")
            number = number or get(child(said, "numId"), "val")
            level = level or get(child(said, "ilvl"), "val")
            if number:
                break
        if not number or number == "0":
            return None
        return number, whole(level)
