"""The words of a PDF that the portal made, to ask whether everything stands in it."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf


def letters_of(pdf: bytes) -> str:
    """Return every letter of a PDF in reading order, without white space: lines break where they like."""
    found: list[str] = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            fonts = {name: _signs(font) for name, font in page.Resources.Font.items()}
            signs: dict[int, str] = {}
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                if operator == "Tf":
                    signs = fonts[str(instruction.operands[0])]
                elif operator in ("Tj", "TJ"):
                    found.append(_words(instruction.operands[0], signs))
    return letters("".join(found))


def letters(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"\s", "", text)


def _words(operand: Any, signs: dict[int, str]) -> str:
    strings = [operand] if isinstance(operand, pikepdf.String) else list(operand)
    codes = [bytes(each) for each in strings if isinstance(each, pikepdf.String)]
    return "".join(
        signs.get(int.from_bytes(code[place : place + 2], "big"), "")
        for code in codes
        for place in range(0, len(code), 2)
    )


def _signs(font: Any) -> dict[int, str]:
    """Return which text each glyph of a font stands for."""
    table = font.ToUnicode.read_bytes().decode()
    signs: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            signs[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for place in range(int(last, 16) - int(first, 16) + 1):
                signs[int(first, 16) + place] = chr(int(text, 16) + place)
    return signs
