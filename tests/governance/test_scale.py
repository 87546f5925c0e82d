"""Many deals: made in bulk with their history, and a page of one deal costs the same as with few."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.models import Body, CityDeal, Membership
from governance.services.rights import sync_all
from tests.cast import make_cast
from tests.factories.governance import CovenantRuleFactory, PartyRequestFactory

pytestmark = pytest.mark.django_db

PAGES = {
    "deal": "/deals/de-deal/",
    "bodies": "/deals/de-deal/organen/",
    "body": "/deals/de-deal/organen/stuurgroep/",
    "history": "/deals/de-deal/organen/stuurgroep/geschiedenis/",
    "party": "/deals/de-deal/partijen/ministerie/",
    "parties": "/deals/de-deal/partijen/",
    "people": "/deals/de-deal/personen/",
    "questions": "/deals/de-deal/vragen/",
    "covenant": "/deals/de-deal/convenant/",
    "check": "/deals/de-deal/toets/",
    "exceptions": "/deals/de-deal/uitzonderingen/",
    "workspace": "/deals/de-deal/werkruimte/",
    "whole deal": "/deals/de-deal/voortgang/project/",
    "risks": "/deals/de-deal/risicos/",
}
DEALS = 12


def make(deals):
    out = io.StringIO()
    call_command("make_scale_data", deals=deals, stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(settings):
    settings.DEMO = True


class TestMaking:
    def test_a_deal_has_twelve_bodies_and_120_memberships_with_their_history(self, demo):
        assert make(2).startswith("Made 2 deals")
        deal = CityDeal.objects.get(slug="scale-00001")
        assert Body.objects.filter(deal=deal).count() == 12
        sitting = Membership.objects.filter(body__deal=deal)
        assert sitting.count() == 120
        assert Membership.history.filter(body__deal=deal).count() == 120 + 48
        left = sitting.filter(end__isnull=False).first()
        assert [row.history_type for row in left.history.all()] == ["~", "+"]
        assert left.history.last().end is None

    def test_again_makes_only_what_is_missing(self, demo):
        make(1)
        assert make(2).startswith("Made 1 deals")
        assert CityDeal.objects.count() == 2

    def test_it_costs_the_same_queries_for_one_as_for_three(self, demo):
        def cost(deals):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                make(deals)
            return len(asked)

        first = cost(1)
        assert cost(4) <= first + 12  # a batch of 1,000 rows more here and there

    def test_refusals(self, demo, settings):
        with pytest.raises(CommandError, match="from 1 to"):
            make(0)
        settings.DEMO = False
        with pytest.raises(CommandError, match="DEMO=true"):
            make(1)


def asked(client, url):
    """Return what a page asked the database, without what keeps the session."""
    with CaptureQueriesContext(connection) as found:
        answer = client.get(url)
        assert answer.status_code == 200, url
        b"".join(answer)  # a file stays open until it was sent
    return [query["sql"] for query in found if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def walk(plan):
    yield plan
    for inner in plan.get("Plans", ()):
        yield from walk(inner)


def sizes():
    """Return how many rows each table has."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
        return dict(cursor.fetchall())


def whole_tables(sql, judged, *, rows_are_dear=False):
    """Return those of the judged tables of which a question must read every row, however large they are.

    In small tables the planner reads all because that is cheap. With that made dear, a scan of a whole
    table is left only where no index fits; an index that is read from begin to end has no condition.
    ``rows_are_dear``: each row that is read costs much too, and finding it little, as in large tables.
    """
    with connection.cursor() as cursor:
        for cheap_when_small in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{cheap_when_small} = off")
        dear = {"cpu_tuple": 100, "cpu_index_tuple": 100, "random_page": 0.01} if rows_are_dear else {}
        for name, cost in dear.items():
            cursor.execute(f"SET LOCAL {name}_cost = {cost}")
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql.replace("%", "%%"))
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return {
        node["Relation Name"]
        for node in walk(plan[0]["Plan"])
        if node.get("Relation Name")
        and node["Relation Name"] in judged
        and (
            node["Node Type"] == "Seq Scan"
            or (node["Node Type"] in ("Index Scan", "Index Only Scan") and "Index Cond" not in node)
        )
    }


@pytest.fixture
def few(demo):
    """The cast alone; rules of every kind are asked."""
    cast = make_cast()
    for number, parameters in ((2, {}), (13, {}), (14, {}), (20, {}), (21, {}), (45, {}), (63, {})):
        CovenantRuleFactory(deal=cast.deal, number=number, parameters=parameters)
    PartyRequestFactory(party=cast.ministry)
    cast.ministry_member.end = timezone.localdate() + timedelta(days=10)
    cast.ministry_member.save()
    sync_all(timezone.localdate())
    return cast


def test_the_measure_sees_a_question_without_an_index(few):
    make(DEALS)
    sizes()
    asked_by_role = "SELECT id FROM governance_membership WHERE role = 'chair'"
    asked_by_body = f"SELECT id FROM governance_membership WHERE body_id = {few.steering.pk}"
    assert whole_tables(asked_by_role, {"governance_membership"}) == {"governance_membership"}
    assert whole_tables(asked_by_body, {"governance_membership"}) == set()
