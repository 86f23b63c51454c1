"""A window that Excel's installer takes for Excel's, until its process is ended. Run by the Python for Windows."""

import time

import win32gui

kind = win32gui.WNDCLASS()
kind.lpszClassName, kind.lpfnWndProc, kind.hInstance = "XLMAIN", win32gui.DefWindowProc, win32gui.GetModuleHandle(None)
win32gui.RegisterClass(kind)
win32gui.CreateWindow("XLMAIN", "Excel", 0x10CF0000, 0, 0, 400, 300, 0, 0, kind.hInstance, None)
print("there", flush=True)
while True:
    win32gui.PumpWaitingMessages()
    time.sleep(0.1)
