"""The workbook part: its sheets, and the results sheet's place among them."""

from __future__ import annotations

import re

from xl_tools.books.ooxml.markup import OURS, Element, Patch, escape, position, refuse, scan
from xl_tools.books.ooxml.package import CONTENT_TYPES, Package, rels_name
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression

ORDER = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)
RESULTS_NAME = "_xlt_results"
"""Hidden defined name that points into our results sheet; it lives through a save in any program."""

RESULTS_TITLE = "校验结果"
STRICT = "http://purl.oclc.org/ooxml/"
_STRICT_REL = STRICT + "officeDocument/relationships"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_REF = expression(r"=?(?:'((?:[^']|'')+)'|([^'!]+))!")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it. ``kind`` is ``worksheet``, ``chartsheet`` …; ``part`` is "" when the
    relationship is missing."""

    name: str
    part: str
    kind: str
    index: int
    sheet_id: int
    relation: str


class Workbook:
    """The workbook part of a package and what it lists. Read again after each change."""

    def __init__(self, package: Package) -> None:
        self.package = package
        main = next((r for r in package.relations("") if r.kind == "officeDocument"), None)
        if main is None or not package.has(main.target):
            raise refuse(package.name, "不是 Excel 工作簿，请检查文件")
        if main.target.lower().endswith(".bin"):
            raise refuse(package.name, "是二进制工作簿（.xlsb），请在 Excel 中另存为 .xlsx 再试")
        self.part = main.target
        self.source = package.text(self.part, "workbook")
        root = self.root
        self.strict = STRICT in root.tag
        """Whether the file is in the Strict form, whose namespaces differ."""
        self.relations = {relation.id: relation for relation in package.relations(self.part)}
        self.sheets = self._sheets(root)
        self._signed = RESULTS_NAME in self.source.text.lower()

    @property
    def root(self) -> Element:
        """Scanned when it is asked for, and not kept: a workbook may have half a million names."""
        return scan(self.source.text)

    @property
    def namespace(self) -> str:
        return (
            STRICT + "spreadsheetml/main"
            if self.strict
            else "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        )

    @property
    def relation_base(self) -> str:
        """What relationship types and the ``r:`` namespace begin with."""
        return _STRICT_REL if self.strict else _REL

    def related(self, kind: str) -> str | None:
        """The part of a kind (``styles``, ``sharedStrings``) that the workbook points at."""
        for relation in self.relations.values():
            if relation.kind == kind and not relation.external and self.package.has(relation.target):
                return relation.target
        return None

    def results_sheet(self) -> SheetEntry | None:
        """Our results sheet, found by its defined name."""
        if not self._signed:
            return None
        names = self.root.child("definedNames")
        for name in names.all("definedName") if names else ():
            if (name.get("name") or "").lower() == RESULTS_NAME:
                match = _SHEET_REF.match(name.string().replace("$", ""))
                title = (match[1] or match[2]).replace("''", "'") if match else None
                return next((sheet for sheet in self.sheets if sheet.name == title), None)
        return None

    def free_title(self) -> str:
        """A name for the results sheet that no sheet has."""
        taken = {sheet.name.lower() for sheet in self.sheets}
        number, title = 1, RESULTS_TITLE
        while title.lower() in taken:
            number += 1
            title = f"{RESULTS_TITLE}({number})"
        return title

    def add_sheet(self, title: str, relation: str, names: dict[str, str]) -> None:
        """List a new last sheet. ``names`` are defined names of that sheet: built-in ones belong to it alone."""
        root = self.root
        sheets = root.child("sheets")
        if sheets is None:
            raise refuse(self.package.name, "没有工作表，请检查文件")
        p, patch = root.prefix, Patch(self.source.text)
        used = {sheet.sheet_id for sheet in self.sheets}
        patch.append(
            sheets,
            f'<{p}sheet {OURS} xmlns:r="{self.relation_base}" name="{escape(title)}" '
            f'sheetId="{max(used, default=0) + 1}" r:id="{relation}"/>',
        )
        index = len(self.sheets)
        listed = "".join(
            f'<{p}definedName {OURS} name="{name}"{_scope(name, index)}>{escape(quoted(title) + "!" + ref)}'
            f"</{p}definedName>"
            for name, ref in names.items()
        )
        holder = root.child("definedNames")
        if holder is None:
            at = position(root, "definedNames", ORDER)
            patch.insert(at, f"<{p}definedNames {OURS}>{listed}</{p}definedNames>")
        else:
            patch.append(holder, listed)
        self.package.patch(self.part, self.source, patch)

    def drop_results(self, *, ours: bool) -> bool:
        """Take the results sheet and its names out of a file that another program saved, where the sheet may have
        been moved; only the names where the sheet they point at is not ``ours``. Returns whether there was anything."""
        if not self._signed:
            return False
        names = self.root.child("definedNames")
        listed = names.all("definedName") if names else []
        if not any((name.get("name") or "").lower() == RESULTS_NAME for name in listed):
            return False
        sheet, patch = self.results_sheet() if ours else None, Patch(self.source.text)
        gone = 0
        for name in listed:
            local = name.number("localSheetId")
            at = -1 if local is None else local
            if (name.get("name") or "").lower() == RESULTS_NAME or (sheet and at == sheet.index):
                patch.remove(name)
                gone += 1
            elif sheet and at > sheet.index:
                _set_number(patch, name, "localSheetId", at - 1)
        if names is not None and gone == len(names.children):
            patch.remove(names)
        if sheet is None:
            self.package.patch(self.part, self.source, patch)
            return True
        text = self._without_sheet(patch.apply(), sheet)
        self.package.write_text(self.part, self.source, text)
        self._unrelate(sheet.relation)
        _forget_part(self.package, sheet.part)
        return True

    def _without_sheet(self, text: str, sheet: SheetEntry) -> str:
        root, patch = scan(text), Patch(text)
        sheets = root.child("sheets")
        for element in sheets.all("sheet") if sheets else ():
            if element.rel_id() == sheet.relation:
                patch.remove(element)
        views = root.child("bookViews")
        for view in views.all("workbookView") if views else ():
            for attribute in ("activeTab", "firstSheet"):
                number = view.number(attribute) or 0
                was_last = number == sheet.index == len(self.sheets) - 1
                if number > sheet.index or (was_last and number > 0):
                    _set_number(patch, view, attribute, number - 1)
        return patch.apply()

    def _unrelate(self, relation: str) -> None:
        package, name = self.package, rels_name(self.part)
        source = package.text(name, "Relationships")
        root, patch = scan(source.text), Patch(source.text)
        for element in root.all("Relationship"):
            if element.get("Id") == relation:
                patch.remove(element)
        package.patch(name, source, patch)

    def _sheets(self, root: Element) -> list[SheetEntry]:
        holder = root.child("sheets")
        found = []
        for index, element in enumerate(holder.all("sheet") if holder else ()):
            relation_id = element.rel_id() or ""
            relation = self.relations.get(relation_id)
            found.append(
                SheetEntry(
                    element.get("name") or "",
                    relation.target if relation and self.package.has(relation.target) else "",
                    relation.kind if relation else "",
                    index,
                    element.number("sheetId") or 0,
                    relation_id,
                )
            )
        return found


def quoted(title: str) -> str:
    """A sheet's name as a formula or a link writes it."""
    return "'" + title.replace("'", "''") + "'"


def _scope(name: str, index: int) -> str:
    """Built-in names belong to the sheet of that index; all but the print titles are hidden."""
    local = f' localSheetId="{index}"' if name.startswith("_xlnm.") else ""
    return local if name == "_xlnm.Print_Titles" else local + ' hidden="1"'


def _set_number(patch: Patch, element: Element, attribute: str, number: int) -> None:
    match = re.search(rf"\s{attribute}\s*=\s*[\"'](\d+)[\"']", element.tag)
    if match:
        patch.replace(element.start + match.start(1), element.start + match.end(1), str(number))


def _forget_part(package: Package, part: str) -> None:
    """Remove a part and whatever only it points at, with their relationships and content types."""
    waiting, gone = [part], []
    while waiting:
        name = waiting.pop()
        if not name or not package.has(name):
            continue
        targets = [relation.target for relation in package.relations(name) if not relation.external]
        package.remove(name)
        package.remove(rels_name(name))
        gone.append("/" + name.lower())
        still = _pointed_at(package)
        waiting += [target for target in targets if target.lower() not in still]
    source = package.text(CONTENT_TYPES, "Types")
    root, patch = scan(source.text), Patch(source.text)
    for element in root.all("Override"):
        if (element.get("PartName") or "").lower() in gone:
            patch.remove(element)
    package.patch(CONTENT_TYPES, source, patch)


def _pointed_at(package: Package) -> set[str]:
    found = set()
    for name in package.names():
        folder, _, base = name.rpartition("/")
        if base.endswith(".rels") and (folder == "_rels" or folder.endswith("/_rels")):
            owner = folder[: -len("_rels")] + base[: -len(".rels")]
            found |= {relation.target.lower() for relation in package.relations(owner) if not relation.external}
    return found
