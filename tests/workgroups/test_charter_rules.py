"""Amounts, the budget, what a charter lacks, and what differs between two texts (rules 34 to 41)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workgroups.enums import BudgetKind, BudgetReading
from workgroups.forms.amounts import AmountField
from workgroups.rules.amounts import AmountError, amount_words, in_euros, parse_amount
from workgroups.rules.budgets import BudgetFact, add_up
from workgroups.rules.charters import missing_in
from workgroups.rules.differences import Piece, compare_lines, compare_words

AMOUNTS = {
    "10.000,-": "10000",
    "10.000,--": "10000",
    "10.000,=": "10000",
    "9.707": "9707",
    "9707,50": "9707.50",
    "9.707,50": "9707.50",
    "9707.50": "9707.50",
    "€ 9.707": "9707",
    "9707 euro": "9707",
    "EUR 10 000": "10000",
    "1.234.567,00": "1234567",
    "0": "0",
}
NO_AMOUNTS = {
    "tienduizend": "in cijfers",
    "tienduizend euro": "in cijfers",
    "in begroting opgenomen": "in cijfers",
    "10k": "in cijfers",
    "": "in cijfers",
    "²": "in cijfers",
    "9,707": "op twee manieren",
    "9.70.7": "op twee manieren",
    "1.00": None,
    "10,5": "op twee manieren",
    "-5": "0 euro of meer",
    "99.999.999.999": "te groot",
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_amounts_as_people_type_them(text):
    assert parse_amount(text) == Decimal(AMOUNTS[text])


@pytest.mark.parametrize(("text", "says"), [item for item in NO_AMOUNTS.items() if item[1]])
def test_what_is_no_amount_gets_a_sentence(text, says):
    with pytest.raises(AmountError) as caught:
        parse_amount(text)
    assert says in str(caught.value.message)


def test_amounts_as_people_read_them():
    assert amount_words(Decimal("9707.50")) == "9.707,50"
    assert in_euros(Decimal(48828)) == "€\N{NO-BREAK SPACE}48.828"
    field = AmountField(required=False)
    assert field.prepare_value(Decimal(10000)) == "10.000"
    assert field.prepare_value("tien") == "tien"
    assert field.clean("") is None
    assert field.clean("10.000,-") == Decimal(10000)


ONCE = BudgetFact(
    "Eenmalig", BudgetKind.ONE_OFF, Decimal(10000), 2020, 2020, BudgetReading.PER_YEAR, "begroting"
)
YEARLY = BudgetFact("Raming", BudgetKind.STRUCTURAL, Decimal(9707), 2021, 2024, BudgetReading.PER_YEAR)
TOGETHER = BudgetFact("Raming", BudgetKind.STRUCTURAL, Decimal(9707), 2021, 2024, BudgetReading.IN_TOTAL)


def plain(sentences):
    return [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in sentences]


class TestBudget:
    def test_the_budget_of_the_source_read_per_year(self):
        added = add_up([ONCE, YEARLY])
        assert (added.total, added.one_off, added.structural) == (48828, 10000, 38828)
        assert added.unfunded == 38828
        assert plain(added.assumptions) == [
            "‘Raming’: € 9.707 voor 2021 tot en met 2024 is gelezen als bedrag per jaar: "
            "4 × € 9.707 = € 38.828.",
            "Anders gelezen zou het totaal € 19.707 zijn.",
        ]

    def test_read_as_a_total(self):
        added = add_up([ONCE, TOGETHER])
        assert added.total == 19707
        assert plain(added.assumptions) == [
            "‘Raming’: € 9.707 voor 2021 tot en met 2024 is gelezen als het bedrag voor alle jaren samen.",
            "Anders gelezen zou het totaal € 48.828 zijn.",
        ]

    def test_nothing_to_read_and_nothing_at_all(self):
        assert add_up([ONCE]).assumptions == ()
        assert ONCE.years_words == "2020"
        assert add_up([]).total == 0


class TestMissing:
    TEXTS = (
        *("principal", "official_principal", "project_leader", "occasion", "purpose", "effects", "result"),
        *("people_text", "planning_text", "communication_text", "budget_text", "quality_text"),
    )

    def test_nothing_filled_in(self):
        missing = missing_in(dict.fromkeys(self.TEXTS, " "), {})
        assert [each.section for each in missing] == [
            *["opdracht"] * 3,
            *["aanleiding-en-doel"] * 3,
            *("resultaat", "mensen", "planning", "communicatie", "budget", "kwaliteit"),
        ]

    def test_rows_and_the_annex_fill_their_headings_but_quality_asks_words(self):
        texts = dict.fromkeys(self.TEXTS, "Ja") | dict.fromkeys(self.TEXTS[-5:], "")
        filled = {"members": True, "moments": True, "annex": True, "budget_lines": True}
        assert [each.section for each in missing_in(texts, filled)] == ["kwaliteit"]
        assert missing_in(texts | {"quality_text": "Goed"}, filled) == []


class TestDifferences:
    def test_words_that_differ_are_marked_on_their_own_side(self):
        left, right = compare_words("Gereed in januari 2021", "Gereed in mei en juni 2021")
        assert left == (Piece("Gereed in "), Piece("januari", changed=True), Piece(" 2021"))
        assert right == (Piece("Gereed in "), Piece("mei en juni", changed=True), Piece(" 2021"))

    def test_a_word_more_leaves_the_other_side_unmarked(self):
        left, right = compare_words("drie vier", "drie of vier")
        assert not any(piece.changed for piece in left)
        assert [piece.text.strip() for piece in right if piece.changed] == ["of"]

    def test_stretches_with_only_a_space_between_them_are_one(self):
        left, _right = compare_words("een twee", "drie vier")
        assert left == (Piece("een twee", changed=True),)

    def test_lines_beside_each_other(self):
        pairs = compare_lines(["Eén", "Twee", "Vijf"], ["Eén", "Twee!", "Drie", "Vijf"])
        assert pairs == [
            ((Piece("Eén"),), (Piece("Eén"),)),
            ((Piece("Twee", changed=True),), (Piece("Twee!", changed=True),)),
            ((), (Piece("Drie", changed=True),)),
            ((Piece("Vijf"),), (Piece("Vijf"),)),
        ]
        assert compare_lines(["Weg"], []) == [((Piece("Weg", changed=True),), ())]
