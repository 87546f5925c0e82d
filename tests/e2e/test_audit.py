"""The audit of a page finds what is wrong with it: a check that cannot fail proves nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.audit import audit
from tests.e2e.window import SIZES

pytestmark = pytest.mark.django_db(transaction=True)
PLANTED = """() => {
  const main = document.querySelector("main");
  const image = new Image(20, 20);
  const faint = document.createElement("p");
  faint.textContent = "bleek";
  faint.style.color = "#ccc";
  const wide = document.createElement("div");
  wide.textContent = "breed";
  wide.style.width = "900px";
  const tiny = document.createElement("button");
  tiny.textContent = "x";
  const least = { minBlockSize: "0", minInlineSize: "0", padding: "0" };
  Object.assign(tiny.style, { width: "10px", height: "10px", ...least });
  main.append(image, faint, wide, tiny);
}"""


def test_what_is_planted_is_found(cast, open_window):
    window = open_window()
    window.open("/")
    assert audit(window, "before") == []
    window.page.evaluate(PLANTED)
    found = "\n".join(audit(window, "after"))
    assert "image-alt (critical)" in found
    assert "color-contrast (serious)" in found
    assert "insufficient color contrast of 1.6" in found
    assert "target of 10 × 10" in found
    assert "scrolls sideways" in found
    assert "820 px, 390 px, 320 px" in found


def test_no_style_changes_between_the_two_narrowest_widths():
    """At the narrowest, axe is asked only about places and sizes: the styles are those of the one before."""
    narrowest, next_one = sorted(SIZES)[:2]
    source = Path(__file__).parents[2] / "static" / "src"
    styles = "".join(sheet.read_text(encoding="utf-8") for sheet in source.glob("*.css"))
    found = {float(size) * 16 for size in re.findall(r"-width: ([\d.]+)rem\)", styles)}
    assert found
    assert not [size for size in found if narrowest <= size < next_one]
    assert not re.findall(r"@media[^{]*width[^{]*\dpx", styles)
