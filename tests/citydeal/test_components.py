"""Components: each tag does what it declares, and stands on the component page."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from citydeal.common.markup import filled
from citydeal.templatetags import components, rows
from citydeal.views.components import ExampleForm

PAGE = "/ontwikkelaars/componenten/"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
SOURCE = (TEMPLATES / "citydeal/component_list.html").read_text(encoding="utf-8")
ICONS = set((Path(settings.BASE_DIR) / "static/src/icons.txt").read_text().split())
NASTY = "<script>&'\""
SAFE = "&lt;script&gt;&amp;&#x27;&quot;"


def render(text: str, **context) -> str:
    return Template(text).render(Context(context))


@pytest.fixture
def page(client, settings, db) -> str:
    settings.DEMO = True
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


class TestPage:
    @pytest.mark.django_db
    def test_is_only_there_in_a_demo(self, client):
        assert client.get(PAGE).status_code == 404

    @pytest.mark.parametrize("tag", sorted(rows.register.tags))
    def test_shows_every_tag(self, tag):
        assert re.search(rf"{{% {tag}\b", SOURCE), f"{tag} has no example"

    def test_has_one_heading_and_an_id_per_section(self, page):
        assert page.count("<h1") == 1
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        sections = re.findall(r'<section class="cd-section[^"]*" aria-labelledby="([^"]+)"', page)
        assert len(sections) >= 10
        assert set(sections) <= set(ids)

    def test_points_only_at_ids_that_exist(self, page):
        ids = set(re.findall(r'\bid="([^"]+)"', page))
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for value in re.findall(rf'\b{name}="([^"]+)"', page):
                assert set(value.split()) <= ids, f"{name}={value}"
        assert set(re.findall(r'href="#([^"]+)"', page)) <= ids

    def test_holds_nothing_inline(self, page):
        assert not re.search(r"\sstyle=|<style|<script(?! src)|\son\w+=", page)

    def test_shows_all_statuses_and_alerts(self, page):
        for kind in components.STATUS_ICONS:
            assert f"utrecht-status-badge--{kind} " in page
        for kind in components.ALERT_ICONS:
            assert f"utrecht-alert--{kind} " in page

    def test_shows_the_source_of_what_it_shows(self, page):
        assert "{% badge _(&quot;For decision&quot;) %}" in page
        assert '<span class="nl-data-badge">Ter besluitvorming</span>' in page


class TestExample:
    def test_keeps_every_kind_of_tag_as_it_was_written(self):
        html = render(
            '{% load showcase %}{% example %}\n  {{ x }}{# no #}{% badge "y" %}\n{% endexample %}', x="a"
        )
        assert html.startswith('<div class="cd-stack cd-stack--sm">\n  a<span class="nl-data-badge">y')
        assert "<code>{{ x }}{# no #}{% badge &quot;y&quot; %}</code>" in html

    def test_must_be_closed(self):
        with pytest.raises(TemplateSyntaxError):
            render("{% load showcase %}{% example %}x")


class TestIcons:
    @pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
    def test_every_icon_of_a_template_is_in_the_sprite(self, path):
        text = path.read_text(encoding="utf-8")
        used = re.findall(r'{% icon "([^"]+)"', text) + re.findall(r'\bicon="([^"]+)"', text)
        assert set(used) <= ICONS

    def test_statuses_and_alerts_have_a_shape_of_their_own(self):
        shapes = list(components.STATUS_ICONS.values())
        assert len(shapes) == len(set(shapes)) == 5
        assert set(shapes) | set(components.ALERT_ICONS.values()) <= ICONS

    def test_is_decoration(self):
        html = render('{% icon "check" %}')
        assert 'aria-hidden="true"' in html
        assert "portaal/icons" in html
        assert "#check" in html


class TestSmallOnes:
    @pytest.mark.parametrize(
        "text",
        [
            '{% status "safe" x %}',
            "{% badge x %}",
            "{% button x %}",
            '{% button "a" hidden=x %}',
            '{% button "a" name="b" value=x %}',
            '{% link_button x "/" %}',
            '{% link_button "a" x %}',
            '{% link_button "a" "/" hidden=x %}',
            "{% empty x x %}",
            '{% section_head "a" x x %}',
            '{% alert "ok" %}{{ x }}{% endalert %}',
            "{% data_list rows %}",
            "{% local_nav rows %}",
            "{% breadcrumbs rows %}",
        ],
    )
    def test_escape_what_they_are_given(self, text):
        html = render(text, x=NASTY, rows=[(NASTY, NASTY)])
        assert NASTY not in html
        assert SAFE in html.replace("&#39;", "&#x27;")

    def test_status_is_a_shape_and_a_word(self):
        html = render('{% status "danger" "Te laat" %}')
        assert "#alert-octagon" in html
        assert html.endswith("Te laat</span>")
        assert "cd-status--bare" not in html
        assert "cd-status--bare" in render('{% status "safe" "Klaar" bare=True %}')
        with pytest.raises(KeyError):
            render('{% status "rood" "Te laat" %}')

    def test_button_tells_which_one_was_pressed(self):
        html = render('{% button "Wis" kind="subtle" negative=True hidden="het stuk" name="n" value="1" %}')
        assert '<button class="nl-button nl-button--subtle nl-button--negative" type="submit"' in html
        assert ' name="n" value="1">' in html
        assert 'Wis<span class="cd-hidden"> het stuk</span>' in html
        assert "name=" not in render('{% button "Wis" %}')

    def test_link_button_is_a_link(self):
        html = render('{% link_button "Terug" "/x/" icon="check" %}')
        assert html.startswith('<a class="nl-button nl-button--secondary" href="/x/">')
        assert "#check" in html

    def test_alert_is_read_out_only_when_asked(self):
        assert "role=" not in render('{% alert "info" %}x{% endalert %}')
        assert ' role="status"' in render('{% alert "ok" status=True %}x{% endalert %}')

    def test_section_head_leaves_out_an_empty_sentence(self):
        assert "cd-section__intro" not in render('{% section_head "a" "b" %}')

    def test_date_box_is_dutch_and_readable_for_machines(self):
        html = render("{% date_box day %}", day=date(2026, 2, 3))
        assert 'datetime="2026-02-03"' in html
        assert ">3</span>" in html
        assert ">feb</span>" in html

    @pytest.mark.parametrize(
        ("on", "width"),
        [
            (date(2025, 12, 31), "0%"),
            (date(2026, 1, 1), "10%"),
            (date(2026, 1, 5), "50%"),
            (date(2027, 1, 1), "100%"),
        ],
    )
    def test_term_bar_counts_first_and_last_day(self, on, width):
        html = render("{% term_bar a b on %}", a=date(2026, 1, 1), b=date(2026, 1, 10), on=on)
        assert f'cd-term__past" width="{width}"' in html


class TestPagination:
    def show(self, number: int, address: str = "/") -> str:
        request = RequestFactory().get(address)
        page = Paginator(range(60), 25).page(number)
        return render("{% pagination page %}", page=page, request=request)

    def test_is_not_there_for_one_page(self):
        assert not render("{% pagination page %}", page=Paginator([1], 25).page(1)).strip()

    def test_first_and_last_page_have_one_link(self):
        assert ("prev" in self.show(1), "next" in self.show(1)) == (False, True)
        assert ("prev" in self.show(3), "next" in self.show(3)) == (True, False)
        assert "Bladzijde 2 van 3" in self.show(2)

    def test_keeps_the_filter(self):
        html = self.show(2, "/?op=1-2-2026&pagina=2&naam=%3Cb%3E")
        assert 'href="?op=1-2-2026&amp;pagina=3&amp;naam=%3Cb%3E"' in html
        assert 'href="?op=1-2-2026&amp;pagina=1&amp;naam=%3Cb%3E"' in html

    def test_leads_to_the_list_where_it_stands_low_on_the_page(self):
        html = render('{% pagination page anchor="keren" %}', page=Paginator(range(60), 25).page(2))
        assert 'href="?pagina=1#keren"' in html
        assert 'href="?pagina=3#keren"' in html

    def test_needs_no_request(self):
        assert 'href="?pagina=3"' in render("{% pagination page %}", page=Paginator(range(60), 25).page(2))


class TestFields:
    @pytest.fixture
    def wrong(self):
        return ExampleForm({"email": "naam@", "start_dag": "31", "start_maand": "2"})

    def test_required_note_stands_for_every_field(self):
        assert "Vul alle velden in. Als een veld niet verplicht is" in render("{% required_note %}")

    @pytest.mark.parametrize("name", list(ExampleForm.base_fields))
    def test_every_kind_of_field_is_labelled_and_explained(self, name):
        form = ExampleForm()
        html = render("{% field f %}", f=form[name])
        field = form.fields[name]
        assert str(field.label) in html
        quiet = field.required or getattr(field, "is_quiet", False)
        assert ("(niet verplicht)" in html) == (not quiet)
        assert ('aria-required="true"' in html) == field.required
        assert "placeholder" not in html
        assert not re.search(r'\s(required|maxlength="\d+")[\s/>]', html)
        if field.help_text:
            assert f'aria-describedby="id_{name}-uitleg"' in html
            assert f'id="id_{name}-uitleg"' in html

    @pytest.mark.parametrize("name", ["name", "email", "seats", "kind", "party", "start", "agreed"])
    def test_an_error_stands_between_explanation_and_control(self, wrong, name):
        html = render("{% field f %}", f=wrong[name])
        assert f'id="id_{name}-fout"' in html
        assert 'class="cd-hidden">Fout: </span>' in html
        assert f"id_{name}-fout" in "".join(re.findall(r'aria-describedby="([^"]+)"', html))
        assert html.index("-fout") < html.rindex("<input" if "<input" in html else "<select")

    def test_choices_are_a_fieldset_and_a_select_stays_one(self):
        form = ExampleForm()
        for name in ("kind", "news", "start"):
            assert "<fieldset" in render("{% field f %}", f=form[name])
        for name in ("party", "agreed", "name"):
            assert "<fieldset" not in render("{% field f %}", f=form[name])
        assert "<select" in render("{% field f %}", f=form["party"])

    def test_what_was_typed_is_kept(self):
        form = ExampleForm({"name": 'a"b', "kind": "chair", "news": ["decisions"], "start_jaar": "20x6"})
        assert 'value="a&quot;b"' in render("{% field f %}", f=form["name"])
        assert re.search(r'value="chair"\s+checked', render("{% field f %}", f=form["kind"]))
        assert re.search(r'value="decisions"\s+checked', render("{% field f %}", f=form["news"]))
        assert 'value="20x6"' in render("{% field f %}", f=form["start"])

    def test_the_summary_links_each_error_to_its_field(self, wrong):
        html = render("{% error_summary form %}", form=wrong)
        assert "Verbeter 8 antwoorden" in html
        assert 'tabindex="-1" autofocus' in html
        for target in ("id_name", "id_kind_0", "id_start_2", "id_agreed"):
            assert re.search(rf'<a [^>]*href="#{target}">', html)
        assert "autofocus" not in render("{% error_summary form focus=False %}", form=wrong)

    @pytest.mark.parametrize(
        ("typed", "wrong"),
        [
            (("32", "1", "2027"), [0]),
            (("1", "13", "2027"), [1]),
            (("1", "1", "27"), [2]),
            (("1", "13", "27"), [1, 2]),
            (("", "1", ""), [0, 2]),
            (("31", "2", "2027"), [0, 1, 2]),
            (("", "", ""), [0, 1, 2]),
        ],
    )
    def test_a_date_marks_the_boxes_that_are_wrong_and_links_to_the_first(self, typed, wrong):
        form = ExampleForm(dict(zip(("start_dag", "start_maand", "start_jaar"), typed, strict=True)))
        boxes = re.findall(r"<input[^>]*>", render("{% field f %}", f=form["start"]))
        for mark in ('aria-invalid="true"', "utrecht-textbox--invalid", 'aria-describedby="id_start-fout"'):
            assert [place for place, box in enumerate(boxes) if mark in box] == wrong
        (link,) = re.findall(r'href="#(id_start_\d)"', render("{% error_summary form %}", form=form))
        assert link == f"id_start_{wrong[0]}"

    def test_a_date_whose_box_nobody_can_name_is_wrong_as_a_whole(self):
        form = ExampleForm({"start_dag": "1", "start_maand": "1", "start_jaar": "2027"})
        assert "aria-invalid" not in render("{% field f %}", f=form["start"])
        form.add_error("start", "Kies een latere dag.")
        html = render("{% field f %}", f=form["start"])
        assert html.count('aria-invalid="true"') == 3
        assert 'href="#id_start_0"' in render("{% error_summary form %}", form=form)

    def test_the_summary_says_what_belongs_to_no_field(self):
        form = ExampleForm({})
        form.add_error(None, "Het verslag is al vastgesteld.")
        html = render("{% error_summary form %}", form=form)
        assert re.search(r"<li[^>]*>Het verslag is al vastgesteld\.</li>", html)

    def test_there_is_no_summary_without_errors(self):
        assert not render("{% error_summary form %}", form=ExampleForm()).strip()


def test_values_of_rows_are_escaped_once():
    typed = '<b>Ans & "Bo"</b>'
    shown = filled("<p>{}</p>", (typed,), (mark_safe("<i>is so</i>"),), (gettext_lazy("Deputy"),))
    assert shown == (
        "<p>&lt;b&gt;Ans &amp; &quot;Bo&quot;&lt;/b&gt;</p><p><i>is so</i></p><p>Plaatsvervanger</p>"
    )
    assert filled("{}", (shown,)) == shown
