"""What an older Wine lacks of Windows, so that today's packages load: a DLL, and six functions of another.

Wine before 9 has no ``bcryptprimitives.dll``, which programs in Rust built since 2023 load for random numbers; before
10 its ``ucrtbase.dll`` has no functions of complex numbers, which NumPy 2 needs to load.
"""

from __future__ import annotations

import struct
from pathlib import Path

_REAL, _IMAGINARY = bytes.fromhex("f20f1001c3"), bytes.fromhex("f20f104108c3")
_COMPLEX = {
    b"creal": _REAL,
    b"creall": _REAL,
    b"cimag": _IMAGINARY,
    b"cimagl": _IMAGINARY,
    b"crealf": bytes.fromhex("660f6ec1c3"),
    b"cimagf": bytes.fromhex("48c1e920660f6ec1c3"),
}
"""x64 code: a complex double or long double comes by reference, a complex float in rcx; the result leaves in xmm0."""


def forwarding(dll: str, name: str, target: str) -> bytes:
    """A DLL without code: one export that stands for another DLL's function (``target``: ``dll.function``)."""
    rva = 0x1000
    tables = rva + 40  # the export directory, then addresses, names, ordinals, then texts
    dll_at = tables + 4 + 4 + 4
    name_at = dll_at + len(dll) + 1
    target_at = name_at + len(name) + 1
    section = struct.pack("<IIHHIIIIIII", 0, 0, 0, 0, dll_at, 1, 1, 1, tables, tables + 4, tables + 8)
    section += struct.pack("<IIHH", target_at, name_at, 0, 0)
    section += b"".join(text.encode() + b"\0" for text in (dll, name, target))
    size = len(section)
    dos = b"MZ" + bytes(58) + struct.pack("<I", 64)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x2022)
    optional = struct.pack("<HBBIIIII", 0x20B, 14, 0, 0, 512, 0, 0, 0)
    optional += struct.pack("<QIIHHHHHHIIIIHH", 0x180000000, 0x1000, 512, 6, 0, 0, 0, 6, 0, 0, 0x2000, 512, 0, 2, 0x100)
    optional += struct.pack("<QQQQII", 1 << 20, 4096, 1 << 20, 4096, 0, 16)
    optional += struct.pack("<II", rva, size) + bytes(15 * 8)
    head = b".rdata\0\0" + struct.pack("<IIIIIIHHI", size, rva, 512, 512, 0, 0, 0, 0, 0x40000040)
    return (dos + coff + optional + head).ljust(512, b"\0") + section.ljust(512, b"\0")


def mend_complex(path: Path) -> None:
    """Give a ``ucrtbase.dll`` of Wine's the functions of complex numbers. Done twice, it does nothing."""
    data = bytearray(path.read_bytes())
    (pe,) = struct.unpack_from("<I", data, 0x3C)
    count, size = struct.unpack_from("<H12xH", data, pe + 6)
    sections = [struct.unpack_from("<8sIIII", data, pe + 24 + size + 40 * number) for number in range(count)]

    def at(rva: int) -> int:
        return next(
            rva - start + raw for _, many, start, kept, raw in sections if start <= rva < start + max(many, kept)
        )

    (exports,) = struct.unpack_from("<I", data, pe + 24 + 112)
    number, functions, names, ordinals = struct.unpack_from("<IIII", data, at(exports) + 24)
    for entry in range(number):
        (where,) = struct.unpack_from("<I", data, at(names) + 4 * entry)
        code = _COMPLEX.get(bytes(data[at(where) : data.index(0, at(where))]))
        if code:
            (ordinal,) = struct.unpack_from("<H", data, at(ordinals) + 2 * entry)
            (start,) = struct.unpack_from("<I", data, at(functions) + 4 * ordinal)
            data[at(start) : at(start) + len(code)] = code
    data[64:80] = bytes(16)  # not marked as Wine's own any more: the loader takes this file before the built-in one
    path.unlink()  # a link into Wine's own folder stays untouched
    path.write_bytes(data)
