Attribute VB_Name = "XltSheet"
Option Explicit
' What Excel tells a caller from outside only cell by cell, told in one call; and what the public interface of xlwings
' does not offer (protection, size of a note): Python calls these through App.macro. Pickers of folders and files. ASCII only.

Private Const MAX_ROWS As Long = 60000
Private Const MAX_COLUMNS As Long = 1000
Private Const PROPERTY_HEAD As String = "xlt."
Private Const NOTE_WIDTH As Double = 240

' --- reading -------------------------------------------------------------------------------------

' Lines of tab-separated words: version; used (first row, first column, last row, last column); visible; protected;
' hidden (first row, last row); merged (top, left, bottom, right); box (row, column, state, middle, caption);
' property (name, value) of the workbook, those that were put in when it was handed out.
Public Function XLT_Facts(bookName As String, sheetName As String) As String
    Dim ws As Worksheet, used As Range, last As Long, wide As Long
    Set ws = Workbooks(bookName).Worksheets(sheetName)
    Set used = ws.UsedRange
    last = used.Row + used.Rows.Count - 1
    wide = used.Column + used.Columns.Count - 1
    If last > MAX_ROWS Then last = LastFilled(ws, xlByRows)
    If wide > MAX_COLUMNS Then wide = LastFilled(ws, xlByColumns)
    XLT_Facts = "version" & vbTab & XLT_VERSION & vbLf & _
        "used" & vbTab & used.Row & vbTab & used.Column & vbTab & last & vbTab & wide & vbLf
    If last > MAX_ROWS Then last = MAX_ROWS
    If wide > MAX_COLUMNS Then wide = MAX_COLUMNS
    XLT_Facts = XLT_Facts & _
        "visible" & vbTab & YesNo(ws.Visible = xlSheetVisible) & vbLf & _
        "protected" & vbTab & YesNo(ws.ProtectContents Or ws.ProtectDrawingObjects) & vbLf & _
        HiddenRows(ws, used.Row, last) & MergedAreas(ws, used.Row, last, wide) & Boxes(ws) & _
        Properties(Workbooks(bookName))
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

' Tick boxes lying over cells: form controls and ActiveX. State 1 ticked, 0 not, ? cannot be read.
Private Function Boxes(ws As Worksheet) As String
    Dim shp As Shape, out As String
    For Each shp In ws.Shapes
        If shp.Type = msoFormControl Then
            If shp.FormControlType = xlCheckBox Then
                out = out & BoxLine(ws, shp, FormState(shp), FormCaption(shp))
            End If
        ElseIf shp.Type = msoOLEControlObject Then
            If LCase(Left(OleName(shp), 14)) = "forms.checkbox" Then
                out = out & BoxLine(ws, shp, OleState(shp), OleCaption(shp))
            End If
        End If
    Next shp
    Boxes = out
End Function

Private Function BoxLine(ws As Worksheet, shp As Shape, state As String, caption As String) As String
    Dim middle As Double, r As Long
    middle = shp.Top + shp.Height / 2
    r = shp.TopLeftCell.Row
    Do While r < shp.BottomRightCell.Row And ws.Rows(r).Top + ws.Rows(r).Height < middle
        r = r + 1
    Loop
    caption = Replace(Replace(Replace(caption, vbTab, " "), vbCr, " "), vbLf, " ")
    BoxLine = "box" & vbTab & r & vbTab & shp.TopLeftCell.Column & vbTab & state & vbTab & CLng(middle) & vbTab & _
        caption & vbLf
End Function

Private Function FormState(shp As Shape) As String
    FormState = "?"
    On Error Resume Next
    If shp.ControlFormat.Value = 1 Then FormState = "1"
    If shp.ControlFormat.Value = xlOff Then FormState = "0"
End Function

Private Function FormCaption(shp As Shape) As String
    On Error Resume Next
    FormCaption = shp.TextFrame.Characters.Text
End Function

Private Function OleName(shp As Shape) As String
    On Error Resume Next
    OleName = shp.OLEFormat.progID
End Function

Private Function OleState(shp As Shape) As String
    Dim state As Variant
    OleState = "?"
    state = Null
    On Error Resume Next
    state = shp.OLEFormat.Object.Object.Value
    If Not IsNull(state) Then OleState = IIf(state, "1", "0")
End Function

Private Function OleCaption(shp As Shape) As String
    On Error Resume Next
    OleCaption = shp.OLEFormat.Object.Object.Caption
End Function

' --- protection ----------------------------------------------------------------------------------

' Takes off a protection that has no password; answers how it was, "-" when there is none, "" when it stays locked.
Public Function XLT_Unlock(bookName As String, sheetName As String) As String
    Dim ws As Worksheet, state As String
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
    On Error GoTo 0
    If Not (ws.ProtectContents Or ws.ProtectDrawingObjects) Then XLT_Unlock = state
End Function

' Puts the protection back as XLT_Unlock found it.
Public Sub XLT_Lock(bookName As String, sheetName As String, state As String)
    Dim ws As Worksheet
    Set ws = Workbooks(bookName).Worksheets(sheetName)
    ws.Protect DrawingObjects:=Flag(state, 1), Contents:=Flag(state, 2), Scenarios:=Flag(state, 3), _
        UserInterfaceOnly:=Flag(state, 4), AllowFormattingCells:=Flag(state, 5), _
        AllowFormattingColumns:=Flag(state, 6), AllowFormattingRows:=Flag(state, 7), _
        AllowInsertingColumns:=Flag(state, 8), AllowInsertingRows:=Flag(state, 9), _
        AllowInsertingHyperlinks:=Flag(state, 10), AllowDeletingColumns:=Flag(state, 11), _
        AllowDeletingRows:=Flag(state, 12), AllowSorting:=Flag(state, 13), AllowFiltering:=Flag(state, 14), _
        AllowUsingPivotTables:=Flag(state, 15)
    ws.EnableSelection = CLng(Mid(state, 16))
End Sub

Private Function Flag(state As String, place As Long) As Boolean
    Flag = Mid(state, place, 1) = "1"
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

' The name that leads to our results sheet is nothing for the list of names.
Public Sub XLT_HideName(bookName As String, wanted As String)
    Dim entry As Object
    For Each entry In Workbooks(bookName).Names
        If LCase(entry.Name) = LCase(wanted) Then entry.Visible = False
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
