Attribute VB_Name = "XltMessage"
Option Explicit
' A message box that shows every character and any length. VBA's own MsgBox knows the characters of one code page only
' and cuts long texts off. ASCII only.

Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal owner As LongPtr, ByVal text As LongPtr, _
    ByVal caption As LongPtr, ByVal style As Long) As Long

Public Function XltBox(text As String, caption As String, style As Long) As Long
    XltBox = MessageBoxW(Application.Hwnd, StrPtr(text), StrPtr(caption), style)
End Function
