Attribute VB_Name = "XltSheet"
Option Explicit
' What Excel tells a caller from outside only cell by cell, told in one call; and what the public interface of xlwings
' does not offer (protection, size of a note) or offers by names of arguments that are lost on the way (conditional formats):
' Python calls these through App.macro. Where Excel refuses, the answer is "error", a tab and what Excel says: an error that
' leaves VBA would stop Excel with a box of its own. Pickers of folders and files. ASCII only.

Private Const MAX_ROWS As Long = 60000
Private Const MAX_COLUMNS As Long = 1000
Private Const PROPERTY_HEAD As String = "xlt."
Private Const NOTE_WIDTH As Double = 240
Private Const RESULTS_NAME As String = "_xlt_results"
Private Const BOX_WIDTH As Double = 9

Private Function Refused() As String
    Refused = "error" & vbTab & Replace(Replace(Err.Description, vbCr, " "), vbLf, " ") & " (" & Err.Number & ")"
End Function

' --- reading -------------------------------------------------------------------------------------

' Of a workbook, lines of tab-separated words: front (name), where the sheet in front has cells; shared; readonly; sheet
' (name) for each that has cells; results (name, nothing where it is gone), where there is our name; property (name, value), those
' that were put in when it was handed out.
Public Function XLT_Book(bookName As String) As String
    Dim book As Workbook, ws As Worksheet, out As String, entry As Object
    On Error GoTo refused
    Set book = Workbooks(bookName)
    If TypeName(book.ActiveSheet) = "Worksheet" Then out = "front" & vbTab & book.ActiveSheet.Name & vbLf
    out = out & "shared" & vbTab & YesNo(book.MultiUserEditing) & vbLf
    out = out & "readonly" & vbTab & YesNo(book.ReadOnly) & vbLf
    For Each ws In book.Worksheets
        out = out & "sheet" & vbTab & ws.Name & vbLf
    Next ws
    Set entry = ResultsEntry(book)
    If Not entry Is Nothing Then out = out & "results" & vbTab & SheetOf(entry) & vbLf
    XLT_Book = out & Properties(book)
    Exit Function
refused:
    XLT_Book = Refused()
End Function

Private Function ResultsEntry(book As Workbook) As Object
    Dim entry As Object
    For Each entry In book.Names
        If LCase(entry.Name) = RESULTS_NAME Then Set ResultsEntry = entry
    Next entry
End Function

' The sheet that a name leads to; nothing where it was deleted.
Private Function SheetOf(entry As Object) As String
    On Error Resume Next
    SheetOf = entry.RefersToRange.Worksheet.Name
End Function

' Of a sheet, lines of tab-separated words: used (first row, first column, last row, last column); visible (1, 0 hidden, 2 very
' hidden); protected; hidden (first row, last row); columns (first hidden, last hidden); merged (top, left, bottom, right);
' struck (row, column, 1 the whole cell, 0 some words, which); format (row, column, code); box (row, column, state, middle, caption).
Public Function XLT_Facts(bookName As String, sheetName As String) As String
    Dim ws As Worksheet, used As Range, last As Long, wide As Long
    On Error GoTo refused
    Set ws = Workbooks(bookName).Worksheets(sheetName)
    Set used = ws.UsedRange
    last = used.Row + used.Rows.Count - 1
    wide = used.Column + used.Columns.Count - 1
    If last > MAX_ROWS Then last = LastFilled(ws, xlByRows)
    If wide > MAX_COLUMNS Then wide = LastFilled(ws, xlByColumns)
    XLT_Facts = "used" & vbTab & used.Row & vbTab & used.Column & vbTab & last & vbTab & wide & vbLf
    If last > MAX_ROWS Then last = MAX_ROWS
    If wide > MAX_COLUMNS Then wide = MAX_COLUMNS
    XLT_Facts = XLT_Facts & _
        "visible" & vbTab & IIf(ws.Visible = xlSheetVeryHidden, "2", YesNo(ws.Visible = xlSheetVisible)) & vbLf & _
        "protected" & vbTab & YesNo(ws.ProtectContents Or ws.ProtectDrawingObjects) & vbLf & _
        HiddenRows(ws, used.Row, last) & HiddenColumns(ws, wide) & MergedAreas(ws, used.Row, last, wide) & _
        Styles(ws, used.Row, last, wide) & Boxes(ws)
    Exit Function
refused:
    XLT_Facts = Refused()
End Function

' The last row or column that holds anything: formats alone make a used range of a million rows. Only asked then, since
' Find changes what the user's own search box remembers.
Private Function LastFilled(ws As Worksheet, order As Long) As Long
    Dim found As Range
    Set found = ws.Cells.Find(What:="*", LookIn:=xlFormulas, LookAt:=xlPart, SearchOrder:=order, _
        SearchDirection:=xlPrevious)
    LastFilled = 1
    If found Is Nothing Then Exit Function
    LastFilled = IIf(order = xlByRows, found.Row, found.Column)
End Function

Private Function Properties(book As Object) As String
    Dim entry As Object, out As String
    On Error GoTo done
    For Each entry In book.CustomDocumentProperties
        If Left(entry.Name, Len(PROPERTY_HEAD)) = PROPERTY_HEAD Then
            out = out & "property" & vbTab & entry.Name & vbTab & entry.Value & vbLf
        End If
    Next entry
done:
    Properties = out
End Function

Private Function YesNo(yes As Boolean) As String
    YesNo = IIf(yes, "1", "0")
End Function

Private Function HiddenRows(ws As Worksheet, first As Long, last As Long) As String
    Dim r As Long, start As Long, out As String
    For r = first To last + 1
        If r <= last And ws.Rows(r).Hidden Then
            If start = 0 Then start = r
        ElseIf start > 0 Then
            out = out & "hidden" & vbTab & start & vbTab & r - 1 & vbLf
            start = 0
        End If
    Next r
    HiddenRows = out
End Function

Private Function HiddenColumns(ws As Worksheet, last As Long) As String
    Dim c As Long, start As Long, out As String
    For c = 1 To last + 1
        If c <= last And ws.Columns(c).Hidden Then
            If start = 0 Then start = c
        ElseIf start > 0 Then
            out = out & "columns" & vbTab & start & vbTab & c - 1 & vbLf
            start = 0
        End If
    Next c
    HiddenColumns = out
End Function

' Cells that are struck out, and number formats. Excel answers Null for a row in which they differ.
Private Function Styles(ws As Worksheet, first As Long, last As Long, wide As Long) As String
    Dim r As Long, c As Long, line As Range, out As String
    For r = first To last
        Set line = ws.Range(ws.Cells(r, 1), ws.Cells(r, wide))
        If IsPlain(line.NumberFormat, "General") And IsPlain(line.Font.Strikethrough, False) Then
        Else
            For c = 1 To wide
                If Not IsEmpty(ws.Cells(r, c).Value) Then out = out & StyleOf(ws.Cells(r, c), r, c)
            Next c
        End If
    Next r
    Styles = out
End Function

Private Function StyleOf(cell As Range, r As Long, c As Long) As String
    Dim out As String, place As String
    place = vbTab & r & vbTab & c & vbTab
    If Not IsPlain(cell.NumberFormat, "General") Then out = "format" & place & cell.NumberFormat & vbLf
    If IsNull(cell.Font.Strikethrough) Then
        out = out & "struck" & place & "0" & vbTab & Stretches(cell) & vbLf
    ElseIf cell.Font.Strikethrough Then
        out = out & "struck" & place & "1" & vbLf
    End If
    StyleOf = out
End Function

' The stretches of a text that are struck: first-last, counted from 0, the last one not among them, with commas between.
' Nothing where others count the signs of the text in another way (CR, signs of two halves).
Private Function Stretches(cell As Range) As String
    Dim text As String, place As Long, start As Long, struck As Boolean, out As String
    If VarType(cell.Value) <> vbString Then Exit Function
    text = cell.Value
    start = -1
    For place = 1 To Len(text) + 1
        struck = False
        If place <= Len(text) Then
            If Mid(text, place, 1) = vbCr Then Exit Function
            If (AscW(Mid(text, place, 1)) And &HF800) = &HD800 Then Exit Function
            struck = cell.Characters(place, 1).Font.Strikethrough
        End If
        If struck And start < 0 Then start = place - 1
        If Not struck And start >= 0 Then
            out = out & IIf(Len(out) > 0, ",", "") & start & "-" & place - 1
            start = -1
        End If
    Next place
    Stretches = out
End Function

Private Function IsPlain(said As Variant, usual As Variant) As Boolean
    If Not IsNull(said) Then IsPlain = (said = usual)
End Function

Private Function MergedAreas(ws As Worksheet, first As Long, last As Long, wide As Long) As String
    Dim r As Long, c As Long, out As String, area As Range
    If Not MayBeMerged(ws.Range(ws.Cells(first, 1), ws.Cells(last, wide))) Then Exit Function
    For r = first To last
        If MayBeMerged(ws.Range(ws.Cells(r, 1), ws.Cells(r, wide))) Then
            For c = 1 To wide
                If ws.Cells(r, c).MergeCells Then
                    Set area = ws.Cells(r, c).MergeArea
                    If area.Row = r And area.Column = c Then
                        out = out & "merged" & vbTab & r & vbTab & c & vbTab & r + area.Rows.Count - 1 & vbTab & _
                            c + area.Columns.Count - 1 & vbLf
                    End If
                End If
            Next c
        End If
    Next r
    MergedAreas = out
End Function

' False only when no cell of the range is merged; Excel answers Null where some are.
Private Function MayBeMerged(area As Range) As Boolean
    If IsNull(area.MergeCells) Then
        MayBeMerged = True
    Else
        MayBeMerged = area.MergeCells
    End If
End Function

' Tick boxes lying over cells, those in groups too: form controls and ActiveX. State 1 ticked, 0 not, ? cannot be read.
Private Function Boxes(ws As Worksheet) As String
    Dim shp As Shape, out As String
    For Each shp In ws.Shapes
        out = out & BoxesOf(ws, shp)
    Next shp
    Boxes = out
End Function

Private Function BoxesOf(ws As Worksheet, shp As Object) As String
    Dim part As Object, out As String
    If shp.Type = msoGroup Then
        For Each part In shp.GroupItems
            out = out & BoxesOf(ws, part)
        Next part
    ElseIf shp.Type = msoFormControl Then
        If shp.FormControlType = xlCheckBox Then out = BoxLine(ws, shp, FormState(shp), FormCaption(shp))
    ElseIf shp.Type = msoOLEControlObject Then
        If LCase(Left(OleName(shp), 14)) = "forms.checkbox" Then out = BoxLine(ws, shp, OleState(shp), OleCaption(shp))
    End If
    BoxesOf = out
End Function

' The cell is the one under the box itself, which stands at the left: the rule for files (books/file/places.py).
Private Function BoxLine(ws As Worksheet, shp As Object, state As String, caption As String) As String
    Dim middle As Double, across As Double, r As Long, c As Long
    middle = shp.Top + shp.Height / 2
    across = shp.Left + IIf(shp.Width / 2 < BOX_WIDTH, shp.Width / 2, BOX_WIDTH)
    r = FirstRow(shp)
    Do While ws.Rows(r).Top + ws.Rows(r).Height <= middle And r < MAX_ROWS
        r = r + 1
    Loop
    c = 1
    Do While ws.Columns(c).Left + ws.Columns(c).Width <= across And c < MAX_COLUMNS
        c = c + 1
    Loop
    caption = Replace(Replace(Replace(caption, vbTab, " "), vbCr, " "), vbLf, " ")
    BoxLine = "box" & vbTab & r & vbTab & c & vbTab & state & vbTab & CLng(middle) & vbTab & caption & vbLf
End Function

Private Function FirstRow(shp As Object) As Long
    FirstRow = 1
    On Error Resume Next ' a part of a group does not always say
    FirstRow = shp.TopLeftCell.Row
End Function

Private Function FormState(shp As Object) As String
    FormState = "?"
    On Error Resume Next
    If shp.ControlFormat.Value = 1 Then FormState = "1"
    If shp.ControlFormat.Value = xlOff Then FormState = "0"
End Function

Private Function FormCaption(shp As Object) As String
    On Error Resume Next
    FormCaption = shp.TextFrame.Characters.Text
End Function

Private Function OleName(shp As Object) As String
    On Error Resume Next
    OleName = shp.OLEFormat.progID
End Function

Private Function OleState(shp As Object) As String
    Dim state As Variant
    OleState = "?"
    state = Null
    On Error Resume Next
    state = shp.OLEFormat.Object.Object.Value
    If Not IsNull(state) Then OleState = IIf(state, "1", "0")
End Function

Private Function OleCaption(shp As Object) As String
    On Error Resume Next
    OleCaption = shp.OLEFormat.Object.Object.Caption
End Function

' --- protection ----------------------------------------------------------------------------------

' Takes off a protection that has no password; answers how it was, "-" when there is none, "" when it stays locked.
Public Function XLT_Unlock(bookName As String, sheetName As String) As String
    Dim ws As Worksheet, state As String
    On Error GoTo refused
    Set ws = Workbooks(bookName).Worksheets(sheetName)
    If Not (ws.ProtectContents Or ws.ProtectDrawingObjects) Then
        XLT_Unlock = "-"
        Exit Function
    End If
    With ws.Protection
        state = YesNo(ws.ProtectDrawingObjects) & YesNo(ws.ProtectContents) & YesNo(ws.ProtectScenarios) & _
            YesNo(ws.ProtectionMode) & YesNo(.AllowFormattingCells) & YesNo(.AllowFormattingColumns) & _
            YesNo(.AllowFormattingRows) & YesNo(.AllowInsertingColumns) & YesNo(.AllowInsertingRows) & _
            YesNo(.AllowInsertingHyperlinks) & YesNo(.AllowDeletingColumns) & YesNo(.AllowDeletingRows) & _
            YesNo(.AllowSorting) & YesNo(.AllowFiltering) & YesNo(.AllowUsingPivotTables)
    End With
    state = state & ws.EnableSelection
    On Error Resume Next
    ws.Unprotect ""
    On Error GoTo refused
    If Not (ws.ProtectContents Or ws.ProtectDrawingObjects) Then XLT_Unlock = state
    Exit Function
refused:
    XLT_Unlock = Refused()
End Function

' Puts the protection back as XLT_Unlock found it.
Public Function XLT_Lock(bookName As String, sheetName As String, state As String) As String
    Dim ws As Worksheet
    On Error GoTo refused
    Set ws = Workbooks(bookName).Worksheets(sheetName)
    ws.Protect DrawingObjects:=Flag(state, 1), Contents:=Flag(state, 2), Scenarios:=Flag(state, 3), _
        UserInterfaceOnly:=Flag(state, 4), AllowFormattingCells:=Flag(state, 5), _
        AllowFormattingColumns:=Flag(state, 6), AllowFormattingRows:=Flag(state, 7), _
        AllowInsertingColumns:=Flag(state, 8), AllowInsertingRows:=Flag(state, 9), _
        AllowInsertingHyperlinks:=Flag(state, 10), AllowDeletingColumns:=Flag(state, 11), _
        AllowDeletingRows:=Flag(state, 12), AllowSorting:=Flag(state, 13), AllowFiltering:=Flag(state, 14), _
        AllowUsingPivotTables:=Flag(state, 15)
    ws.EnableSelection = CLng(Mid(state, 16))
    Exit Function
refused:
    XLT_Lock = Refused()
End Function

Private Function Flag(state As String, place As Long) As Boolean
    Flag = Mid(state, place, 1) = "1"
End Function

' --- marks ---------------------------------------------------------------------------------------

' Lays a colour over ranges (addresses with semicolons between), in front of the formats that are there.
Public Function XLT_Overlay(bookName As String, sheetName As String, addresses As String, formula As String, _
        colour As Long) As String
    Dim ws As Worksheet, address As Variant, rule As Object
    On Error GoTo refused
    Set ws = Workbooks(bookName).Worksheets(sheetName)
    For Each address In Split(addresses, ";")
        Set rule = ws.Range(address).FormatConditions.Add(Type:=xlExpression, Formula1:=formula)
        rule.Interior.Color = colour
        rule.StopIfTrue = False
        rule.SetFirstPriority
    Next address
    Exit Function
refused:
    XLT_Overlay = Refused()
End Function

' How many of the sheet's conditional formats bear our signature, and how many notes our words, with a tab between; with
' take 1 the formats are taken out.
Public Function XLT_Overlaid(bookName As String, sheetName As String, signature As String, words As String, _
        take As Long) As String
    Dim ws As Worksheet, formats As Object, entry As Object, number As Long, found As Long, notes As Long
    On Error GoTo refused
    Set ws = Workbooks(bookName).Worksheets(sheetName)
    Set formats = ws.Cells.FormatConditions
    For number = formats.Count To 1 Step -1
        If InStr(FormulaOf(formats(number)), signature) > 0 Then
            found = found + 1
            If take = 1 Then formats(number).Delete
        End If
    Next number
    For Each entry In ws.Comments
        If InStr(entry.Text, words) > 0 Then notes = notes + 1
    Next entry
    XLT_Overlaid = found & vbTab & notes
    Exit Function
refused:
    XLT_Overlaid = Refused()
End Function

' Colour scales, data bars and the like have no formula.
Private Function FormulaOf(rule As Object) As String
    On Error Resume Next
    If rule.Type = xlExpression Then FormulaOf = rule.Formula1
End Function

' Whether the user would not see a cell: its sheet, row or column is hidden, or filtered away.
Public Function XLT_IsHidden(bookName As String, sheetName As String, cell As String) As String
    Dim ws As Worksheet
    On Error GoTo refused
    Set ws = Workbooks(bookName).Worksheets(sheetName)
    XLT_IsHidden = YesNo(ws.Visible <> xlSheetVisible Or ws.Range(cell).EntireRow.Hidden Or _
        ws.Range(cell).EntireColumn.Hidden)
    Exit Function
refused:
    XLT_IsHidden = Refused()
End Function

' Brings a sheet to the front, alone where several were selected, and a cell of it; without a sheet the workbook.
Public Function XLT_Select(bookName As String, sheetName As String, cell As String) As String
    On Error GoTo refused
    Workbooks(bookName).Activate
    If Len(sheetName) = 0 Then Exit Function
    Workbooks(bookName).Worksheets(sheetName).Select
    If Len(cell) > 0 Then Workbooks(bookName).Worksheets(sheetName).Range(cell).Select
    Exit Function
refused:
    XLT_Select = Refused()
End Function

' --- results sheet -------------------------------------------------------------------------------

' Adds our results sheet behind the last sheet that shows (Excel takes none behind a hidden one), and its hidden name; the
' sheet in front stays there. Where Excel refuses, nothing stays behind.
Public Function XLT_AddResults(bookName As String, title As String) As String
    XLT_AddResults = XLT_AddSheet(bookName, title)
    If Len(XLT_AddResults) > 0 Then Exit Function
    On Error GoTo refused
    Workbooks(bookName).Names.Add Name:=RESULTS_NAME, RefersTo:="='" & Replace(title, "'", "''") & "'!$A$1", Visible:=False
    Exit Function
refused:
    XLT_AddResults = Refused()
    On Error Resume Next
    Workbooks(bookName).Worksheets(title).Delete
End Function

' Adds a sheet behind the last that shows; the sheet in front stays in front.
Public Function XLT_AddSheet(bookName As String, title As String) As String
    Dim book As Workbook, front As Object, made As Worksheet, place As Long
    On Error GoTo refused
    Set book = Workbooks(bookName)
    Set front = book.ActiveSheet
    front.Select ' alone: with several sheets selected Excel adds as many
    place = book.Sheets.Count
    Do While book.Sheets(place).Visible <> xlSheetVisible
        place = place - 1
    Loop
    Set made = book.Worksheets.Add(After:=book.Sheets(place))
    made.Name = title
    front.Activate
    Exit Function
refused:
    XLT_AddSheet = Refused()
    On Error Resume Next
    If Not made Is Nothing Then made.Delete
    front.Activate
End Function

Public Function XLT_RemoveResults(bookName As String) As String
    Dim book As Workbook, entry As Object, name As String
    On Error GoTo refused
    Set book = Workbooks(bookName)
    Set entry = ResultsEntry(book)
    If entry Is Nothing Then Exit Function
    name = SheetOf(entry)
    If Len(name) > 0 Then book.Worksheets(name).Delete
    Set entry = ResultsEntry(book)
    If Not entry Is Nothing Then entry.Delete
    Exit Function
refused:
    XLT_RemoveResults = Refused()
End Function

' What people laid over our results sheet below row head, a line each of tab-separated words: note, row, column, text;
' fill, row, column, colour. pen is the colour of the last of its columns, where they write.
Public Function XLT_ByHand(bookName As String, head As Long, wide As Long, pen As Long) As String
    Dim book As Workbook, ws As Worksheet, entry As Object, found As String, number As Long, last As Long
    On Error GoTo refused
    Set book = Workbooks(bookName)
    Set entry = ResultsEntry(book)
    If entry Is Nothing Then Exit Function
    If Len(SheetOf(entry)) = 0 Then Exit Function
    Set ws = book.Worksheets(SheetOf(entry))
    For Each entry In ws.Comments
        found = found & "note" & vbTab & entry.Parent.Row & vbTab & entry.Parent.Column & vbTab & OneLine(entry.Text) & vbLf
    Next entry
    last = ws.UsedRange.Row + ws.UsedRange.Rows.Count - 1
    For number = head + 1 To last
        If IsFilled(ws.Range(ws.Cells(number, 1), ws.Cells(number, wide - 1)), -1) Then
            found = found & FillsOf(ws.Range(ws.Cells(number, 1), ws.Cells(number, wide - 1)), -1)
        End If
        found = found & FillsOf(ws.Range(ws.Cells(number, wide), ws.Cells(number, wide)), pen)
    Next number
    XLT_ByHand = found
    Exit Function
refused:
    XLT_ByHand = Refused()
End Function

Private Function FillsOf(cells As Range, ours As Long) As String
    Dim cell As Range
    For Each cell In cells
        If IsFilled(cell, ours) Then
            FillsOf = FillsOf & "fill" & vbTab & cell.Row & vbTab & cell.Column & vbTab & cell.Interior.Color & vbLf
        End If
    Next cell
End Function

' Whether cells are filled, all or some, with another colour than ours.
Private Function IsFilled(cells As Range, ours As Long) As Boolean
    If IsNull(cells.Interior.ColorIndex) Then
        IsFilled = True
    ElseIf cells.Interior.ColorIndex <> xlColorIndexNone Then
        IsFilled = IsNull(cells.Interior.Color) Or cells.Interior.Color <> ours
    End If
End Function

Private Function OneLine(text As String) As String
    OneLine = Replace(Replace(Replace(text, vbCr, ""), vbLf, " "), vbTab, " ")
End Function

' Fills cells of a sheet: row,column=colour with semicolons between.
Public Function XLT_FillAgain(bookName As String, sheetName As String, fills As String) As String
    Dim part As Variant, words As Variant, places As Variant
    On Error GoTo refused
    For Each part In Split(fills, ";")
        words = Split(part, "=")
        places = Split(words(0), ",")
        Workbooks(bookName).Worksheets(sheetName).Cells(CLng(places(0)), CLng(places(1))).Interior.Color = CLng(words(1))
    Next part
    Exit Function
refused:
    XLT_FillAgain = Refused()
End Function

' Dresses our results sheet. widths of the columns, 0 hides one; places: row of the headings, last row, last column, column
' of the levels; colours: behind the headings, where the user writes; levels: word=colour. All with semicolons between.
Public Function XLT_Dress(bookName As String, sheetName As String, widths As String, places As String, _
        colours As String, levels As String) As String
    Dim ws As Worksheet, words As Variant, part As Variant, number As Long, head As Long, last As Long, wide As Long
    On Error GoTo refused
    Set ws = Workbooks(bookName).Worksheets(sheetName)
    words = Split(widths, ";")
    For number = 0 To UBound(words)
        ws.Columns(number + 1).ColumnWidth = Val(words(number))
    Next number
    words = Split(places, ";")
    head = CLng(words(0)): last = CLng(words(1)): wide = CLng(words(2)): number = CLng(words(3))
    words = Split(colours, ";")
    ws.Range("A1").Font.Bold = True
    ws.Range("A1").Font.Size = 16
    With ws.Range(ws.Cells(head, 1), ws.Cells(head, wide))
        .Font.Bold = True
        .Font.Color = vbWhite
        .Interior.Color = CLng(words(0))
    End With
    With ws.Range(ws.Cells(head, 1), ws.Cells(last, wide))
        .WrapText = True
        .VerticalAlignment = xlCenter
    End With
    ws.Range(ws.Cells(head + 1, wide), ws.Cells(last, wide)).Interior.Color = CLng(words(1))
    For Each part In Split(levels, ";")
        words = Split(part, "=")
        With ws.Range(ws.Cells(head + 1, number), ws.Cells(last, number)).FormatConditions.Add( _
                Type:=xlCellValue, Operator:=xlEqual, Formula1:="=""" & words(0) & """")
            .Interior.Color = CLng(words(1))
            .StopIfTrue = False
            .SetFirstPriority
        End With
    Next part
    ws.Rows.AutoFit
    Exit Function
refused:
    XLT_Dress = Refused()
End Function

' --- worksheet functions -------------------------------------------------------------------------

' How many formulas of the workbook call one of our functions; with take 1 each becomes what it shows. Behind the number, with
' tabs between, the protected sheets with formulas: nobody looks into them, they stay as they are.
Public Function XLT_Freeze(bookName As String, head As String, take As Long) As String
    Dim ws As Worksheet, cell As Range, found As Long, locked As String
    On Error GoTo refused
    For Each ws In Workbooks(bookName).Worksheets
        If HasFormulas(ws) And ws.ProtectContents Then
            locked = locked & vbTab & ws.Name
        ElseIf HasFormulas(ws) Then
            For Each cell In ws.UsedRange.SpecialCells(xlCellTypeFormulas)
                If CallsOurs(cell, head) Then
                    found = found + 1
                    If take = 1 Then Settle WholeOf(cell)
                End If
            Next cell
        End If
    Next ws
    XLT_Freeze = found & locked
    Exit Function
refused:
    XLT_Freeze = Refused()
End Function

' Excel answers Null where some cells have a formula and others not.
Private Function HasFormulas(ws As Worksheet) As Boolean
    Dim said As Variant
    said = ws.UsedRange.HasFormula
    HasFormulas = True
    If Not IsNull(said) Then HasFormulas = said
End Function

' An array that was settled with its first cell has no formula in the others any more.
Private Function CallsOurs(cell As Range, head As String) As Boolean
    If cell.HasFormula Then CallsOurs = InStr(UCase(cell.Formula), head) > 0
End Function

' The cells that one formula fills: those it spills over (Excel before 365 has no such), its array, or its own.
Private Function WholeOf(cell As Range) As Range
    Dim newer As Object
    Set WholeOf = cell
    Set newer = cell
    On Error Resume Next
    If cell.HasArray Then Set WholeOf = cell.CurrentArray
    If newer.HasSpill Then Set WholeOf = newer.SpillingToRange
End Function

Private Sub Settle(area As Range)
    Dim shown As Variant, r As Long, c As Long
    shown = area.Value2
    If IsArray(shown) Then
        For r = LBound(shown, 1) To UBound(shown, 1)
            For c = LBound(shown, 2) To UBound(shown, 2)
                shown(r, c) = AsShown(shown(r, c))
            Next c
        Next r
        area.Value2 = shown
    Else
        area.Value2 = AsShown(shown)
    End If
End Sub

' A text stays a text, whatever it looks like.
Private Function AsShown(value As Variant) As Variant
    AsShown = value
    If VarType(value) = vbString Then AsShown = IIf(Len(value) > 0, "'" & value, Empty)
End Function

' --- finishing touches ---------------------------------------------------------------------------

' Makes our notes (they begin with head) big enough to read. A note that cannot be sized stays as Excel made it.
Public Sub XLT_FitNotes(bookName As String, sheetName As String, head As String)
    Dim entry As Object, area As Double
    On Error Resume Next
    For Each entry In Workbooks(bookName).Worksheets(sheetName).Comments
        If Left(entry.Text, Len(head)) = head Then
            With entry.Shape
                .TextFrame.AutoSize = True
                If .Width > NOTE_WIDTH Then
                    area = .Width * .Height
                    .TextFrame.AutoSize = False
                    .Width = NOTE_WIDTH
                    .Height = area / NOTE_WIDTH * 1.3
                End If
            End With
        End If
    Next entry
End Sub

' --- asking --------------------------------------------------------------------------------------

Public Function XLT_PickFolder(prompt As String) As String
    With Application.FileDialog(msoFileDialogFolderPicker)
        .Title = prompt
        If .Show = -1 Then XLT_PickFolder = .SelectedItems(1)
    End With
End Function

' The files chosen, a line each; "" for Cancel. pattern ("*.xlsx;*.xls") says which are shown, "" all.
Public Function XLT_PickFiles(prompt As String, pattern As String, many As Boolean) As String
    Dim picked As Variant, out As String
    With Application.FileDialog(msoFileDialogFilePicker)
        .Title = prompt
        .AllowMultiSelect = many
        .Filters.Clear
        If Len(pattern) > 0 Then .Filters.Add pattern, pattern
        If .Show = -1 Then
            For Each picked In .SelectedItems
                out = out & IIf(Len(out) > 0, vbLf, "") & picked
            Next picked
        End If
    End With
    XLT_PickFiles = out
End Function

' The text typed; "" for Cancel.
Public Function XLT_Ask(prompt As String, heading As String, proposal As String) As String
    Dim answer As Variant
    answer = Application.InputBox(prompt:=prompt, Title:=heading, Default:=proposal, Type:=2)
    If VarType(answer) = vbString Then XLT_Ask = answer
End Function
