"""The text of Word paragraphs as a person sees it, tick boxes of every make included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from xl_tools.books.word.docx_parts import Element, child, get, is_on, local
from xl_tools.books.word.fields import Fields
from xl_tools.books.word.numbering import Numbering
from xl_tools.books.word.symbols import EMPTY, TICKED, UNREADABLE, box, is_symbol_font, symbol
from xl_tools.books.word.text_styles import Styles, look
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression

Note = Callable[[str], None]
"""Takes a sentence about what was left out or is not sure at the place being read."""

_ASIDE = {"del", "moveFrom", "rPr", "pPr", "sdtPr", "sdtEndPr", "instrText", "delText", "delInstrText", "rt"}
"""Elements whose text is no text of the paragraph: deleted, a property, a field's code, a pronunciation."""
_FIXED = {
    "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "",
}  # fmt: skip
_PICTURES = {"drawing", "pict"}
_REFERENCES = {"footnoteReference": "脚注", "endnoteReference": "尾注"}
_BLANK = expression(r"^[\s\u3000]*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``tabbed`` is the text with its tabs, where it has any; in ``text`` each is a space, as a person sees it."""

    text: str
    centred: bool = False
    tabbed: str = ""


def _paragraph(text: str, centred: bool = False) -> Paragraph:
    return Paragraph(text.replace("\t", " "), centred, text) if "\t" in text else Paragraph(text, centred)


@dataclass
class TextReader:
    """Reads the paragraphs of one document in their order."""

    styles: Styles
    numbering: Numbering
    activex: Callable[[str], tuple[str, bool | None] | None]
    """Caption and state of an ActiveX tick box by its relationship id; None for what is no tick box."""
    note: Note
    fields: Fields

    def paragraphs(self, elements: list[Element]) -> Iterator[Paragraph]:
        """The texts of consecutive paragraphs. Where a tracked change removed the mark between two, they are one."""
        held = ""
        for element in elements:
            text = held + self._labelled(element)
            held = ""
            if child(element, "pPr", "rPr", "del") is not None:
                held = text
                continue
            yield _paragraph(text, self.styles.alignment(element) == "center")
        if held:
            yield _paragraph(held)

    def _labelled(self, paragraph: Element) -> str:
        text = "".join(self._pieces(paragraph))
        numbered = self.styles.numbering(paragraph)
        label, suffix = self.numbering.label(*numbered) if numbered else ("", "")
        # "1." and "2021年" must not become "1.2021年".
        space = " " if suffix != "nothing" and label[-1:].isascii() and text[:1].isascii() and label and text else ""
        return f"{label}{space}{text}"

    def _pieces(self, element: Element) -> Iterator[str]:
        for inner in element:
            name = local(inner)
            if name == "r":
                yield self._run(inner)
            elif name in ("del", "moveFrom"):
                self.note("有修订中已删除的文字，没有导入")
            elif name in ("sdt", "AlternateContent"):
                yield from self._pieces_of_control(inner) if name == "sdt" else self._alternative(inner)
            elif name == "fldSimple":
                yield from self._pieces(inner)
            elif name == "oMath" or name == "oMathPara":
                yield "".join(text.text or "" for text in inner.iter("{*}t"))
            elif name not in _ASIDE and name not in ("p", "tbl"):
                yield from self._pieces(inner)

    def _pieces_of_control(self, control: Element) -> Iterator[str]:
        if not is_placeholder(control):
            content = child(control, "sdtContent")
            yield from self._pieces(content) if content is not None else ()

    def _alternative(self, element: Element) -> Iterator[str]:
        """One of two versions of the same content: the newer one only where it is a sign by its code."""
        choice, fallback = child(element, "Choice"), child(element, "Fallback")
        newer = choice is not None and any(local(inner) == "symEx" for inner in choice)
        chosen = choice if newer or fallback is None else fallback
        if chosen is not None:
            yield self._run(chosen)

    def _run(self, run: Element) -> str:
        style = get(child(run, "rPr", "rStyle"), "val")
        seen = look(child(run, "rPr")).over(self.styles.look(style))
        text = "".join(self._content(run, seen.fonts))
        if seen.hidden and text:
            self.note(f"有隐藏文字“{text.strip()[:20]}”，没有导入")
            return ""
        if seen.struck and not _BLANK.match(text):
            self.note(f"“{text.strip()[:20]}”有删除线，仍按原文导入")
        if seen.boxed:
            # A frame around a space is an empty box drawn by hand, around a tick a ticked one.
            return EMPTY if text and _BLANK.match(text) else TICKED if box(text.strip()) else text
        return text

    def _content(self, run: Element, fonts: tuple[str, ...]) -> Iterator[str]:
        for inner in run:
            name = local(inner)
            if name == "t":
                yield self.fields.take(self._shown(inner.text or "", fonts))
            elif name in ("sym", "symEx"):
                yield self.fields.take(self._symbol(inner))
            elif name == "instrText":
                self.fields.take(inner.text or "")
            elif name == "fldChar":
                yield self.fields.mark(inner)
            elif name in _FIXED:
                yield self.fields.take(_FIXED[name])
            elif name in _REFERENCES:
                self.note(f"{_REFERENCES[name]}没有导入")
            elif name == "object":
                yield self._object(inner)
            elif name in _PICTURES:
                self._picture(inner)
            elif name == "AlternateContent":
                yield from self._alternative(inner)
            elif name == "ruby":
                yield from self._pieces(child(inner, "rubyBase")) if child(inner, "rubyBase") is not None else ()

    def _shown(self, text: str, fonts: tuple[str, ...]) -> str:
        """Text of a run; in a symbol font its letters are signs. A soft hyphen shows nothing."""
        text = text.replace("\xad", "").replace("\n", " ").replace("\t", " ")
        font = next((font for font in fonts if is_symbol_font(font)), "")
        return "".join(symbol(font, ord(char)) or char for char in text) if font else text

    def _symbol(self, element: Element) -> str:
        font, code = get(element, "font"), get(element, "char")
        number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{2,5}", code) else 0
        if number < 0x20 or 0xD800 <= number <= 0xDFFF:
            self.note("有一个符号读不出来")
            return UNREADABLE
        char = chr(number)
        known = symbol(font, number)
        if known is None and "\ue000" <= char <= "\uf8ff":
            self.note(f"符号“{code}”（字体 {font}）不在对照表里，按原样保留")
        return known or char

    def _object(self, element: Element) -> str:
        """An ActiveX tick box as a box with its caption; other objects are named."""
        control = child(element, "control")
        found = self.activex(get(control, "id")) if control is not None else None
        if found is None:
            self.note("嵌入的对象没有导入")
            return ""
        caption, checked = found
        if checked is None:
            self.note(f"勾选框控件“{caption}”没有存下状态，读不出勾了没有")
        return (UNREADABLE if checked is None else TICKED if checked else EMPTY) + caption

    def _picture(self, element: Element) -> None:
        framed = ("".join(content.itertext()) for content in element.iter("{*}txbxContent"))
        text = next((text for text in framed if text.strip()), "")
        if text:
            self.note(f"文本框里的文字“{text.strip()[:20]}”没有导入")
        else:
            self.note("图片或图形没有导入")


def is_placeholder(control: Element) -> bool:
    """Whether a content control still shows its prompt ("单击此处输入文字")."""
    properties = child(control, "sdtPr")
    return is_on(child(properties, "showingPlcHdr")) and child(properties, "checkbox") is None


def settle_checkboxes(root: Element) -> int:
    """Turn the content of every tick-box content control into the box that its state says, in place.

    A state that the sign on show contradicts is not sure: the box becomes unreadable. Returns how many did.
    """
    doubtful = 0
    for control in root.iter("{*}sdt"):
        said = child(control, "sdtPr", "checkbox")
        content = child(control, "sdtContent")
        if said is None or content is None:
            continue
        state = child(said, "checked")
        checked = None if state is None else is_on(state)
        signs = [element for element in content.iter("{*}t", "{*}sym") if local(element) == "sym" or element.text]
        if not signs:
            continue
        shown = _sign(signs[0])
        seen = _state_of(shown, said)
        if checked is None or (seen is not None and seen is not checked):
            checked = seen if checked is None else None
        if checked is None:
            doubtful += 1
        glyph = UNREADABLE if checked is None else TICKED if checked else EMPTY
        first = signs[0]
        if local(first) == "sym":
            first.tag = first.tag.rpartition("}")[0] + "}t"
            first.attrib.clear()
            first.text = glyph
        else:
            first.text = glyph + (first.text or "")[1:]
        properties = child(first.getparent(), "rPr")
        if properties is not None:
            first.getparent().remove(properties)  # its symbol font would be applied to our sign
    return doubtful


def _sign(element: Element) -> str:
    if local(element) == "t":
        text = element.text or ""
        fonts = child(element.getparent(), "rPr", "rFonts")
        return symbol(get(fonts, "ascii") or get(fonts, "hAnsi"), ord(text[0])) or text[0]
    code = get(element, "char")
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
    return symbol(get(element, "font"), number) or chr(number)


def _state_of(sign: str, said: Element) -> bool | None:
    """What the sign on show says: one of the two that the control names, else as a box."""
    named = {}
    for key, meaning in (("uncheckedState", False), ("checkedState", True)):
        state = child(said, key)
        code = get(state, "val")
        if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
            number = int(code, 16)
            named[symbol(get(state, "font"), number) or chr(number)] = meaning
    if len(named) == 2 and sign in named:
        return named[sign]
    return box(sign)
