"""Everything can be done with a keyboard alone, and one always sees where one is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.e2e.window import Window
from tests.factories.governance import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STOPS = 120
# Where the focus is: its words, whether it can be seen, and a number of its own.
HERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  // Of an answer in a row the whole row shows the focus.
  const style = getComputedStyle(here.closest(".cd-choice") ?? here);
  const box = here.getBoundingClientRect();
  // Of a radio button or checkbox in a row, of a link over two lines: any corner may be the one on top.
  const spots = [...here.getClientRects()].map((r) => [r.x + r.width / 2, r.y + r.height / 2]);
  const onTop = spots.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (here.contains(top) || top.contains(here));
  });
  window.stops ??= [];
  if (!window.stops.includes(here)) window.stops.push(here);
  const label = here.labels?.[0]?.textContent ?? "";
  return {
    words: (here.tagName === "SELECT" ? label : `${label} ${here.textContent}`).trim().replace(/\\s+/g, " "),
    name: here.getAttribute("name") ?? "",
    tag: here.localName,
    type: here.type ?? "",
    outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inView: box.top >= 0 && box.bottom <= innerHeight + 1 && box.left >= 0 && box.right <= innerWidth + 1,
    onTop,
    number: window.stops.indexOf(here),
  };
}"""


def here(window: Window) -> dict | None:
    """Return where the focus is, and see to it that everybody can see that."""
    found = window.page.evaluate(HERE)
    if found:
        place = f"{found['tag']} {found['words'] or found['name']!r} at {window.page.url}"
        assert found["outline"], f"no outline on {place}"
        assert found["inView"], f"the focus is out of sight on {place}"
        assert found["onTop"], f"something lies over {place}"
    return found


def tab_to(window: Window, *, words: str = "", name: str = "") -> None:
    """Press Tab until the focus is on the control with these words, or of this field."""
    for _ in range(MOST_STOPS):
        window.page.keyboard.press("Tab")
        found = here(window)
        if found and (found["name"] == name if name else found["words"].startswith(words)):
            return
    raise AssertionError(f"Tab does not come to {words or name!r} at {window.page.url}")


def press(window: Window, key: str) -> None:
    """Press a key that leads to another page."""
    with window.page.expect_navigation():
        window.page.keyboard.press(key)


def retype(window: Window, **fields: object) -> None:
    """Go to each field with Tab and type over what stands there."""
    for name, value in fields.items():
        tab_to(window, name=name)
        window.page.keyboard.press("Control+A")
        window.page.keyboard.press("Delete")
        window.page.keyboard.type(str(value))


def test_a_membership_is_ended_from_login_to_log_out(cast: Cast, open_window, javascript):
    user = cast.users["project_secretary"]
    last = timezone.localdate() + timedelta(days=20)
    window: Window = open_window(javascript=javascript)
    window.open("/")
    tab_to(window, words="Inloggen")
    press(window, "Enter")
    retype(window, login=user.email, password=PASSWORD)
    press(window, "Enter")
    tab_to(window, words=cast.deal.name)
    press(window, "Enter")
    tab_to(window, words=cast.steering.name)
    press(window, "Enter")
    tab_to(window, words=f"Beëindigen: {cast.ministry_member.person.name}")
    press(window, "Enter")
    retype(window, end_dag="", end_maand=last.month, end_jaar=last.year)
    tab_to(window, words="Bekijk de gevolgen")
    press(window, "Space")
    assert window.focused().startswith("Verbeter 1 antwoord")
    window.page.keyboard.press("Tab")
    window.page.keyboard.press("Enter")
    assert window.focused() == "id_end_0"
    window.page.keyboard.type(str(last.day))
    retype(window, reason="Andere baan")
    tab_to(window, words="Bekijk de gevolgen")
    press(window, "Enter")
    assert "mist Stuurgroep" in window.text()
    tab_to(window, words="Ja, beëindig")
    press(window, "Space")
    assert "stopt na" in window.page.get_by_role("status").first.inner_text()
    cast.ministry_member.refresh_from_db()
    assert cast.ministry_member.end == last
    # The address led to the list of members; the page begins at its top again for who tabs on.
    window.open("/")
    tab_to(window, words="Uitloggen")
    press(window, "Enter")
    assert window.link("Inloggen").is_visible()


def test_a_member_is_named(cast: Cast, open_window, javascript):
    """Choosing an answer goes with Space or the arrows, and a select opens to the keyboard."""
    window: Window = open_window(cast.users["project_secretary"], javascript=javascript)
    window.open(reverse("governance:seat_name_member", args=[cast.deal.slug, cast.empty_seat.pk]))
    tab_to(window, name="person")
    window.page.keyboard.press("Space")
    retype(window, given_name="Zoë", family_name="Voorbeeld")
    tab_to(window, name="office")
    window.page.keyboard.type("Wethouder")
    tab_to(window, name="role")
    window.page.keyboard.press("ArrowDown")
    window.page.keyboard.press("ArrowUp")
    tab_to(window, words="Bekijk de gevolgen")
    press(window, "Enter")
    tab_to(window, words="Ja, wijs het lid aan")
    press(window, "Enter")
    assert window.row("Zoë Voorbeeld").count() == 1


@pytest.mark.parametrize("place", ["home", "deal", "body", "name", "login"])
@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_holds_the_focus(cast: Cast, open_window, place, width):
    """Tab passes every stop once and leaves the page; Shift+Tab finds the way back."""
    paths = {
        "home": "/",
        "deal": cast.deal.get_absolute_url(),
        "body": cast.steering.get_absolute_url(),
        "name": reverse("governance:seat_name_member", args=[cast.deal.slug, cast.empty_seat.pk]),
        "login": reverse("account_login"),
    }
    window: Window = open_window(None if place == "login" else cast.users["project_secretary"])
    window.resize(width)
    window.open(paths[place])
    there = []
    for _ in range(MOST_STOPS):
        window.page.keyboard.press("Tab")
        found = here(window)
        if found is None or found["number"] < len(there):
            break
        there.append(found["number"])
    else:
        raise AssertionError(f"after {MOST_STOPS} stops there is no end")
    assert there == sorted(set(there))
    assert len(there) > 5
    window.page.keyboard.press("Shift+Tab")
    assert here(window)["number"] == there[-1]


def test_the_skip_link_passes_the_header(cast: Cast, open_window, javascript):
    window: Window = open_window(cast.users["member"], javascript=javascript)
    window.open(cast.deal.get_absolute_url())
    window.page.keyboard.press("Tab")
    assert here(window)["words"] == "Naar de inhoud"
    window.page.keyboard.press("Enter")
    assert window.focused() == "inhoud"
    window.page.keyboard.press("Tab")
    assert window.page.evaluate("document.activeElement.closest('main') !== null")


def test_the_menu_on_a_phone(cast: Cast, open_window, javascript):
    window: Window = open_window(cast.users["member"], javascript=javascript)
    window.resize(390)
    window.open(cast.deal.get_absolute_url())
    menu = window.page.locator("#hoofdmenu")
    assert not menu.is_visible()
    tab_to(window, words="Menu")
    window.page.keyboard.press("Enter")
    assert menu.is_visible()
    window.page.keyboard.press("Tab")
    assert here(window)["words"] == "Alle deals"
    window.page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert here(window)["words"] == "Menu"
    window.page.keyboard.press("Space")
    tab_to(window, words="Uitloggen")
    press(window, "Enter")
    assert window.heading() == "Wilt u uitloggen?"
