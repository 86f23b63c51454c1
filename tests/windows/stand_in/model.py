"""Excel's object model as far as xlwings asks for it: one table, by which the stand-in answers.

The type library is made from it by a tool of Wine's: ``python -m tests.windows.stand_in.model > excel.idl``, then
``widl -t -o excel.tlb excel.idl``.
"""

from __future__ import annotations

from collections.abc import Iterator

_OBJECT = "Application:g Parent:g"
_LIST = f"{_OBJECT} Count:g _Default:v(Index) Item:p(Index) _NewEnum:e"
CLASSES = {
    "_Application": "Application:g Workbooks:g ActiveWorkbook:g ActiveSheet:g Selection:g Version:g Hwnd:g Name:g "
    "ScreenUpdating:gs EnableEvents:gs DisplayAlerts:gs StatusBar:gs Calculation:gs Visible:gs Interactive:gs "
    "Run:m(Macro,Arg1,Arg2,Arg3,Arg4,Arg5,Arg6) Quit:m",
    "Workbooks": f"{_LIST} Open:m(Filename,UpdateLinks,ReadOnly,Format,Password,WriteResPassword,"
    "IgnoreReadOnlyRecommended,Origin,Delimiter,Editable,Notify,Converter,AddToMru,Local,CorruptLoad) Add:m(Template)",
    "_Workbook": f"{_OBJECT} Name:g FullName:g Path:g Worksheets:g Sheets:g ActiveSheet:g Names:g Activate:m "
    "Close:m(SaveChanges) Save:m",
    "Sheets": f"{_LIST} Add:m(Before,After,Count,Type)",
    "_Worksheet": f"{_OBJECT} Name:gs Index:g Visible:gs Cells:g UsedRange:g Comments:g Rows:g Range:p(Cell1,Cell2) "
    "Activate:m Delete:m Move:m(Before,After) Select:m",
    "Range": f"{_OBJECT} Worksheet:g Row:g Column:g Rows:g Columns:g Count:g Value:gs Value2:gs Formula:gs Font:g "
    "Interior:g Address:o(RowAbsolute,ColumnAbsolute,ReferenceStyle,External,RelativeTo) "
    "ColumnWidth:gs WrapText:gs VerticalAlignment:gs HorizontalAlignment:gs FormatConditions:g "
    "Comment:g _Default:v(RowIndex,ColumnIndex) AutoFit:m Select:m AddComment:m(Text)",
    "FormatConditions": f"{_LIST} Add:m(Type,Operator,Formula1,Formula2)",
    "FormatCondition": f"{_OBJECT} Type:g Formula1:g Operator:g Interior:g Font:g StopIfTrue:gs Delete:m "
    "SetFirstPriority:m Modify:m(Type,Operator,Formula1,Formula2)",
    "Comments": _LIST,
    "Comment": f"{_OBJECT} Author:g Text:m(Text,Start,Overwrite) Delete:m",
    "Names": f"{_LIST} Add:m(Name,RefersTo,Visible)",
    "Name": f"{_OBJECT} Name:gs RefersTo:g RefersToRange:g Visible:gs Delete:m",
    "Interior": f"{_OBJECT} Color:gs ColorIndex:gs",
    "Font": f"{_OBJECT} Bold:gs Italic:gs Size:gs Color:gs Name:gs",
}
IIDS = {"Range": "00020846-0000-0000-c000-000000000046"}  # by which xlwings knows one
LIBRARY = "7d1f4f00-0000-4000-8000-000000000000"


def iid(kind: str) -> str:
    """The identity of a class."""
    return IIDS.get(kind, f"7d1f4f00-0000-4000-8000-{list(CLASSES).index(kind) + 1:012x}")


def members(kind: str) -> Iterator[tuple[str, str, list[str], int]]:
    """(name, how, parameters, number) of a class. How: g read, s written, m called; p, v, o read with arguments."""
    number = 100
    for word in CLASSES[kind].split():
        name, _, rest = word.partition(":")
        how, _, parameters = rest.rstrip(")").partition("(")
        number += 1
        yield name, how, [p for p in parameters.split(",") if p], {"v": 0, "e": -4}.get(how, number)


def idl() -> str:
    """The table in the language of type libraries."""
    out = ['import "oaidl.idl";', f"[uuid({LIBRARY}), version(1.0)] library Excel {{", 'importlib("stdole2.tlb");']
    for kind in CLASSES:
        out += [f"[uuid({iid(kind)})] dispinterface {kind} {{ properties: methods:"]
        for name, how, parameters, number in members(kind):
            taken = ", ".join(f"[in, optional] VARIANT {p}" for p in parameters)
            if how in ("g", "gs"):
                out.append(f"[id({number}), propget] VARIANT {name}();")
                if "s" in how:
                    out.append(f"[id({number}), propput] void {name}([in] VARIANT value);")
            elif how in "pvo":
                if how == "p":  # its first argument must be given
                    taken = taken.replace("[in, optional]", "[in]", 1)
                out.append(f"[id({number}), propget] VARIANT {name}({taken});")
            elif how == "e":
                out.append(f"[id({number}), propget, restricted] IUnknown* {name}();")
            else:
                out.append(f"[id({number})] VARIANT {name}({taken});")
        out.append("}")
    return "\n".join([*out, "}"]) + "\n"


if __name__ == "__main__":
    print(idl())
