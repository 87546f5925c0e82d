"""What the frame of every page asks: fixed texts, addresses of styles, and the language of a thread."""

import re
from datetime import UTC, date, datetime
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Engine, Template
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from citydeal.common.markup import filled
from citydeal.templatetags.frame import FixedText

NASTY, SAFE = "<b>&'\"", "&lt;b&gt;&amp;&#x27;&quot;"


def render(text, **context):
    return Template(text).render(Context(context))


@pytest.mark.parametrize(
    "tag",
    [
        '{% translate "Log in" %}',
        '{% translate "100% of it" %}',
        '{% translate "Log in"|upper %}',
        '{% translate "Log in" noop %}',
        '{% translate "Change" context "verb" %}',
        "{% translate word %}",
        '{% translate "Log in" as found %}[{{ found }}]',
    ],
)
def test_a_text_is_what_django_makes_of_it(tag):
    assert render(tag, word="Log in") == render("{% load i18n %}" + tag, word="Log in")


def test_a_text_is_in_the_language_of_now():
    template = Template('{% translate "Log in" %}')
    assert isinstance(template.nodelist[0], FixedText)
    assert template.render(Context()) == "Inloggen"
    with translation.override("en"):
        assert template.render(Context()) == "Log in"
    assert template.render(Context()) == "Inloggen"


@pytest.mark.parametrize(
    "value", [date(2026, 3, 1), datetime(2026, 3, 1, 23, 30, tzinfo=UTC), None, "", "1 maart"]
)
@pytest.mark.parametrize("form", ["", ':"DATE_FORMAT"', ':"F Y"', ':"H.i"'])
def test_a_day_is_what_django_makes_of_it(value, form):
    usual = Engine(libraries={}).from_string(f"{{{{ value|date{form} }}}}")
    try:
        expected = usual.render(Context({"value": value}))
    except TypeError as error:  # a day has no hours
        with pytest.raises(TypeError, match=re.escape(str(error))):
            render(f"{{{{ value|date{form} }}}}", value=value)
    else:
        assert render(f"{{{{ value|date{form} }}}}", value=value) == expected


def test_a_day_is_in_the_language_of_now():
    template = '{{ day|date:"F Y" }}'
    assert render(template, day=date(2026, 3, 1)) == "maart 2026"
    with translation.override("en"):
        assert render(template, day=date(2026, 3, 1)) == "March 2026"
    assert render(template, day=date(2026, 3, 1)) == "maart 2026"


def test_a_thread_begins_with_the_language_of_the_portal_and_may_have_none():
    assert translation.get_language() == "nl"
    translation.deactivate()
    try:
        assert (translation.get_language(), translation.gettext("Log in")) == ("nl", "Inloggen")
    finally:
        translation.activate("nl")


def test_language_and_time_zone_belong_to_a_thread():
    found = []

    def elsewhere():
        found.extend([translation.gettext("Log in"), timezone.get_current_timezone_name()])

    with translation.override("en"), timezone.override(ZoneInfo("Asia/Tokyo")):
        thread = Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert translation.gettext("Log in") == "Log in"
        assert timezone.get_current_timezone_name() == "Asia/Tokyo"
    assert found == ["Inloggen", "Europe/Amsterdam"]


def test_the_address_of_a_style():
    assert render('{% asset "portaal/portaal.css" %}') == static("portaal/portaal.css")


class TestFilled:
    @pytest.mark.parametrize("number", [1, 2, 7])
    def test_escapes_every_text_at_its_place(self, number):
        rows = [(NASTY, place) for place in range(number)]
        assert filled("{1}{0};", *rows) == "".join(f"{place}{SAFE};" for place in range(number))

    def test_leaves_what_is_safe(self):
        row = (mark_safe("<i>"), NASTY, gettext_lazy("Log in"), NASTY, "", None, NASTY)
        assert filled("{}|{}|{}|{}|{}|{}|{}", row) == f"<i>|{SAFE}|Inloggen|{SAFE}||None|{SAFE}"

    def test_a_text_with_the_sign_between_texts(self):
        assert filled("{}{}{}{}", ("a\0<", "b", "c", NASTY)) == f"a\0&lt;bc{SAFE}"

    def test_without_rows_there_is_nothing(self):
        assert filled("{}") == ""
