"""What a command says when it could not do its job."""

from __future__ import annotations

import errno
import re


class UserError(Exception):
    """A reason for stopping that the person at the keyboard can act on.

    The text is one Chinese sentence for the clerk: which file, what is wrong, what to do. Surfaces show
    it as it is and exit with 2. Anything else that escapes is a fault of the tool.
    """


def not_installed(what: str, extra: str) -> UserError:
    """The sentence for a package that an extra of ours brings. This program is on no index, it is installed from
    its own folder."""
    return UserError(f'{what}，这里没有装；请在本工具的文件夹里运行 pip install ".[{extra}]"。')


_NAMED = {
    "EACCES": "没有权限，或正被别的程序占用",
    "EPERM": "没有权限",
    "EROFS": "这个位置是只读的",
    "ENOSPC": "磁盘已满",
    "EDQUOT": "超出了分配的磁盘空间",
    "EFBIG": "文件超过了允许的大小",
    "ENOENT": "文件或文件夹不存在",
    "EEXIST": "已有同名文件",
    "ENOTDIR": "路径中间的一段是文件，不是文件夹",
    "EISDIR": "这是文件夹，不是文件",
    "ENOTEMPTY": "文件夹不是空的",
    "ENAMETOOLONG": "名字太长",
    "EINVAL": "名字里有不能用的字符，或这个位置不支持",
    "EILSEQ": "名字里有不能用的字符",
    "ELOOP": "链接绕成了圈",
    "EBUSY": "正被别的程序占用",
    "ETXTBSY": "正被别的程序占用",
    "EMFILE": "打开的文件太多",
    "ENFILE": "打开的文件太多",
    "ENOMEM": "内存不够",
    "ENXIO": "设备不可用",
    "ENODEV": "设备不可用",
    "EIO": "磁盘读写出错",
    "ESTALE": "网络位置断开了",
    "ETIMEDOUT": "等待超时",
    "EHOSTUNREACH": "网络位置连不上",
    "ENETUNREACH": "网络位置连不上",
    "EXDEV": "两个位置不在同一个磁盘上",
    "EOPNOTSUPP": "这个位置不支持",
    "EAGAIN": "正被别的程序占用",
}
_DISK = {getattr(errno, name): words for name, words in _NAMED.items() if hasattr(errno, name)}
_INVALID_NAME = (None, 87, 123)
"""What Windows calls a name that it does not take; everything that it knows better is EINVAL for Python, too."""


def disk_reason(error: BaseException) -> str:
    """What the disk refused, in words for a clerk: what systems say themselves is English on most of them."""
    number = error.errno if isinstance(error, OSError) else None
    by_windows = getattr(error, "winerror", None)
    if number == errno.EINVAL and by_windows not in _INVALID_NAME:
        return f"系统错误 {by_windows}"
    return _DISK.get(number, f"系统错误 {number}") if number else "读写出错"


def toml_reason(error: ValueError | RecursionError) -> str:
    """What is wrong with a TOML text, in words for a clerk."""
    if isinstance(error, RecursionError):
        return "括号套得太深"
    place = re.search(r"at line (\d+)", str(error))
    return f"第 {place[1]} 行写得不对" if place else "没有写完整"
