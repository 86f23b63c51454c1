Attribute VB_Name = "XltWindows"
Option Explicit
' What Windows itself is asked for. A message box that shows every character and any length: VBA's own MsgBox knows the
' characters of one code page only and cuts long texts off. An object found again by its place in memory. ASCII only.

Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal owner As LongPtr, ByVal text As LongPtr, _
    ByVal caption As LongPtr, ByVal style As Long) As Long
Private Declare PtrSafe Sub CopyMemory Lib "kernel32" Alias "RtlMoveMemory" (ByRef target As Any, _
    ByRef source As Any, ByVal size As LongPtr)

Public Function XltBox(text As String, caption As String, style As Long) As Long
    XltBox = MessageBoxW(Application.Hwnd, StrPtr(text), StrPtr(caption), style)
End Function

Public Function XltPlace(it As Object) As String
    XltPlace = CStr(ObjPtr(it))
End Function

' The object at a place that XltPlace told in this run of Excel, which holds it itself.
Public Function XltAtPlace(place As String) As Object
    Dim borrowed As Object, pointer As LongPtr, none As LongPtr
    If Len(place) = 0 Then Exit Function
    pointer = CLngPtr(place)
    CopyMemory borrowed, pointer, LenB(pointer)
    Set XltAtPlace = borrowed
    CopyMemory borrowed, none, LenB(none) ' it was borrowed without being counted
End Function
