"""Recording which parties appointed the project manager (rule 2)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.models import Appointment, Membership
from governance.services.appointments import record_appointment
from tests.factories.governance import PartyFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(cast):
    return Membership.objects.get(person=cast.people["project_manager"])


def record(cast, manager, **fields):
    given = {
        "actor": cast.users["project_secretary"],
        "membership": manager,
        "date": timezone.localdate(),
        "parties": [cast.ministry],
    }
    return record_appointment(**given | fields)


def test_it_is_recorded_with_history_and_can_be_corrected(cast, manager):
    other = PartyFactory(deal=cast.deal)
    record(cast, manager, parties=[cast.ministry, other])
    record(cast, manager, parties=[other], date=timezone.localdate() - timedelta(days=3))
    (kept,) = Appointment.objects.all()
    assert (kept.party, kept.date) == (other, timezone.localdate() - timedelta(days=3))
    kinds = Appointment.history.filter(party=cast.ministry).values_list("history_type", flat=True)
    assert list(kinds) == ["-", "+"]
    assert Appointment.history.first().history_user == cast.users["project_secretary"]


def test_refusals(cast, manager):
    def says(**fields):
        given = {
            "actor": cast.users["project_secretary"],
            "membership": manager,
            "date": timezone.localdate(),
            "parties": [cast.ministry],
        }
        return refused(record_appointment, **given | fields)

    assert says(parties=[]).field == "parties"
    assert says(parties=[PartyFactory()]).field == "parties"
    assert says(date=timezone.localdate() + timedelta(days=1)).field == "date"
    assert "niet wijzigen" in str(says(actor=cast.users["auditor"]).message)
    assert not Appointment.objects.exists()


def test_through_the_page(cast, manager):
    client = cast.client("project_secretary")
    url = f"/deals/de-deal/lidmaatschappen/{manager.pk}/aanstelling/"
    assert "Wie project_manager" not in client.get(url).content.decode()
    response = client.post(url, {"date_dag": "31", "date_maand": "2", "date_jaar": "2026"})
    assert response.status_code == 422
    assert "Vul een datum in die bestaat" in response.content.decode()
    today = timezone.localdate()
    boxes = {"date_dag": today.day, "date_maand": today.month, "date_jaar": today.year}
    response = client.post(url, {**boxes, "parties": [str(cast.ministry.pk)]}, follow=True)
    assert "Er is vastgelegd wie" in response.content.decode()
    assert "checked" in client.get(url).content.decode()
    assert client.post(url, {**boxes, "parties": ["999999"]}).status_code == 422
