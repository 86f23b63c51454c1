Attribute VB_Name = "XltValue"
Option Explicit
' Turns what Python answers to a worksheet function into what a cell shows. ASCII only.

' One of Excel's error values where Python answered with its name, else the answer as it is.
Public Function XltCell(answer As Variant) As Variant
    XltCell = answer
    If VarType(answer) <> vbString Then Exit Function
    Select Case answer
        Case "#N/A": XltCell = CVErr(xlErrNA)
        Case "#VALUE!": XltCell = CVErr(xlErrValue)
        Case "#NUM!": XltCell = CVErr(xlErrNum)
        Case "#NULL!": XltCell = CVErr(xlErrNull)
    End Select
End Function
