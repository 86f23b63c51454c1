Attribute VB_Name = "XltRibbon"
Option Explicit
' Callbacks of the ribbon (ribbon.xml). Each button runs one function of xl_tools.surfaces.excel.ribbon; no decision is made here.
' ASCII only: this project's code page is 1252, so Chinese lives in ribbon.xml, in the sheet xl_tools.conf and in Python.

Public Const XLT_VERSION As String = "@VERSION@"
Private Const TEXT_BROKEN As String = "XLT_TEXT_BROKEN"
Private Const TEXT_VIEW_ONLY As String = "XLT_TEXT_VIEW_ONLY"
Private Const RIBBON_KEPT As String = "XLT_RIBBON"
Private Const TEXT_TITLE As String = "XLT_TEXT_TITLE"
Private Const TEXT_HEADINGS As String = "XLT_HEADINGS"
Private Const LEAST_HEADINGS As Long = 2
Private Const SEARCH_ROWS As Long = 30

Private TheRibbon As IRibbonUI
Private LeftKind As String, LeftText As String, LeftProposal As String, LeftNext As String
Private Answer As String

' --- state of the buttons ------------------------------------------------------------------------

Public Sub XLT_OnLoad(ribbon As IRibbonUI)
    Set TheRibbon = ribbon
    KeepSetting RIBBON_KEPT, XltPlace(ribbon)
End Sub

Public Sub XLT_Refresh()
    If TheRibbon Is Nothing Then FindRibbon
    If Not TheRibbon Is Nothing Then TheRibbon.Invalidate
End Sub

' Whoever clicks on End in a box of VBA's empties every variable: the ribbon is found where it was, and the workbook is
' watched anew.
Private Sub FindRibbon()
    On Error Resume Next
    Set TheRibbon = XltAtPlace(Setting(RIBBON_KEPT))
    ThisWorkbook.XLT_Watch
End Sub

' A workbook in the protected view is live, too: the click says what to do.
Public Sub XLT_HasBook(control As IRibbonControl, ByRef returnedVal)
    returnedVal = Not ActiveWorkbook Is Nothing Or IsViewOnly()
End Sub

Private Function IsViewOnly() As Boolean
    On Error Resume Next
    IsViewOnly = Not Application.ActiveProtectedViewWindow Is Nothing
End Function

Public Sub XLT_HasTable(control As IRibbonControl, ByRef returnedVal)
    returnedVal = ShowsHeadings()
End Sub

Public Sub XLT_HasResults(control As IRibbonControl, ByRef returnedVal)
    returnedVal = HasName("_xlt_results")
End Sub

Private Function HasName(wanted As String) As Boolean
    Dim entry As Object
    On Error GoTo done
    If ActiveWorkbook Is Nothing Then Exit Function
    For Each entry In ActiveWorkbook.Names
        If LCase(entry.Name) = wanted Then HasName = True
    Next entry
done:
End Function

' Whether the first rows of the sheet in front show some of a table's heading words. Lenient on purpose: a button that
' is grey over a real table does more harm than one that answers "no table here".
Private Function ShowsHeadings() As Boolean
    Dim area As Range, word As Variant, hits As Long
    If ActiveWorkbook Is Nothing Then Exit Function
    If TypeName(ActiveSheet) <> "Worksheet" Then Exit Function
    On Error GoTo unsure
    Set area = ActiveSheet.Range("A1:AZ" & SEARCH_ROWS)
    For Each word In Split(Setting(TEXT_HEADINGS), ";")
        If Application.WorksheetFunction.CountIf(area, word) > 0 Then hits = hits + 1
        If hits >= LEAST_HEADINGS Then
            ShowsHeadings = True
            Exit Function
        End If
    Next word
    Exit Function
unsure:
    ShowsHeadings = True
End Function

Private Function Setting(key As String) As String
    Dim row As Long
    With ThisWorkbook.Worksheets("xl_tools.conf")
        For row = 1 To 60
            If .Cells(row, 1).Value = key Then Setting = .Cells(row, 2).Value
        Next row
    End With
End Function

' Written beside the settings for as long as Excel runs; the file is not saved.
Private Sub KeepSetting(key As String, value As String)
    Dim row As Long
    On Error Resume Next
    With ThisWorkbook.Worksheets("xl_tools.conf")
        For row = 1 To 60
            If .Cells(row, 1).Value = key Then .Cells(row, 2).Value = "'" & value
        Next row
    End With
    ThisWorkbook.Saved = True
End Sub

' --- what is said and asked ----------------------------------------------------------------------
' Python leaves here what is to be said or asked: a box that stays open inside its call would make Excel wait for
' "another application to complete an OLE action".

Public Sub XLT_Leave(kind As String, text As String, proposal As String, nextStep As String)
    LeftKind = kind: LeftText = text: LeftProposal = proposal: LeftNext = nextStep
End Sub

' What the user answered to the last question, "" for Cancel.
Public Function XLT_Answer() As String
    XLT_Answer = Answer
End Function

' Shows what Python left, if it left anything; what the user answered.
Private Function Shown() As String
    Select Case LeftKind
        Case "info"
            XltBox LeftText, Setting(TEXT_TITLE), vbInformation
        Case "wrong"
            XltBox LeftText, Setting(TEXT_TITLE), vbCritical
        Case "yes_no"
            Select Case XltBox(LeftText, Setting(TEXT_TITLE), vbYesNoCancel + vbInformation)
                Case vbYes: Shown = "yes"
                Case vbNo: Shown = "no"
            End Select
        Case "text"
            Shown = XLT_Ask(LeftText, Setting(TEXT_TITLE), LeftProposal)
        Case "folder"
            Shown = XLT_PickFolder(LeftText)
        Case "file"
            Shown = XLT_PickFiles(LeftText, LeftProposal, False)
        Case "files"
            Shown = XLT_PickFiles(LeftText, LeftProposal, True)
    End Select
End Function

' --- buttons -------------------------------------------------------------------------------------

' Runs a button. What it has to say or to ask is shown when Python has returned; after a question the function that
' Python named goes on with the answer.
Private Sub Click(button As String)
    Dim done As Variant, command As String
    If IsViewOnly() Then
        XltBox Setting(TEXT_VIEW_ONLY), Setting(TEXT_TITLE), vbExclamation
        Exit Sub
    End If
    If ActiveWorkbook Is Nothing Then Exit Sub
    On Error GoTo broken
    command = button
    Do While Len(command) > 0
        LeftKind = "": LeftNext = ""
        done = RunPython("from xl_tools import ribbon; ribbon." & command & "('" & XLT_VERSION & "')")
        If done = -1 Then
            XltBox Setting(TEXT_BROKEN), Setting(TEXT_TITLE), vbExclamation
            Exit Do
        End If
        Answer = Shown()
        command = LeftNext
    Loop
    XLT_Refresh
    Exit Sub
broken:
    XltBox Setting(TEXT_BROKEN) & " (" & Err.Number & ")", Setting(TEXT_TITLE), vbExclamation
End Sub

Public Sub XLT_Check(control As IRibbonControl)
    Click "check"
End Sub

Public Sub XLT_CheckAll(control As IRibbonControl)
    Click "check_all"
End Sub

Public Sub XLT_Clear(control As IRibbonControl)
    Click "clear"
End Sub

Public Sub XLT_PreviousFinding(control As IRibbonControl)
    Click "previous_finding"
End Sub

Public Sub XLT_NextFinding(control As IRibbonControl)
    Click "next_finding"
End Sub

Public Sub XLT_ShowResults(control As IRibbonControl)
    Click "show_results"
End Sub

Public Sub XLT_RollUpCity(control As IRibbonControl)
    Click "roll_up_city"
End Sub

Public Sub XLT_RollUpProvince(control As IRibbonControl)
    Click "roll_up_province"
End Sub

Public Sub XLT_Missing(control As IRibbonControl)
    Click "missing_units"
End Sub

Public Sub XLT_Score(control As IRibbonControl)
    Click "score"
End Sub

Public Sub XLT_ScoreForms(control As IRibbonControl)
    Click "score_forms"
End Sub

Public Sub XLT_ResultLetters(control As IRibbonControl)
    Click "result_letters"
End Sub

Public Sub XLT_MakeLedger(control As IRibbonControl)
    Click "make_ledger"
End Sub

Public Sub XLT_CheckLedger(control As IRibbonControl)
    Click "check_ledger"
End Sub

Public Sub XLT_IssueLedgers(control As IRibbonControl)
    Click "issue_ledgers"
End Sub

Public Sub XLT_CollectLedgers(control As IRibbonControl)
    Click "collect_ledgers"
End Sub

Public Sub XLT_WriteNotices(control As IRibbonControl)
    Click "write_notices"
End Sub

Public Sub XLT_Month(control As IRibbonControl)
    Click "month"
End Sub

Public Sub XLT_Collect(control As IRibbonControl)
    Click "collect"
End Sub

Public Sub XLT_AddPetitions(control As IRibbonControl)
    Click "add_petitions"
End Sub

Public Sub XLT_Issue(control As IRibbonControl)
    Click "issue"
End Sub

Public Sub XLT_Print(control As IRibbonControl)
    Click "print_version"
End Sub

Public Sub XLT_WritePapers(control As IRibbonControl)
    Click "write_papers"
End Sub

Public Sub XLT_FreezeFormulas(control As IRibbonControl)
    Click "freeze_formulas"
End Sub

Public Sub XLT_DraftMail(control As IRibbonControl)
    Click "draft_mail"
End Sub

Public Sub XLT_ChooseRules(control As IRibbonControl)
    Click "choose_rules"
End Sub

Public Sub XLT_SetDay(control As IRibbonControl)
    Click "set_day"
End Sub

Public Sub XLT_Doctor(control As IRibbonControl)
    Click "doctor"
End Sub

Public Sub XLT_Help(control As IRibbonControl)
    Click "help"
End Sub
