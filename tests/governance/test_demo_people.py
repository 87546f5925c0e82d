"""The people of the demo, and what its accounts may see."""

from __future__ import annotations

from django.conf import settings
from django.test import override_settings

from citydeal.common.demo import DEMO_ACCOUNTS
from citydeal.models import OutgoingMail, User
from citydeal.services.accounts import demo_accounts
from governance.enums import DealRoleKind
from governance.management.demo_data import people
from governance.management.demo_data.people import register_demo_accounts
from governance.models import DealRole, Party, PartyContact, PartyRequest, Person
from governance.permissions import (
    can_manage_people,
    can_read_history,
    can_view_body,
    takes_part,
)
from governance.selectors.deals import role_line
from governance.services.rights import check_drift
from tests.governance.demo_case import DemoTestCase, account


class TestPeople(DemoTestCase):
    def test_names_hold_what_breaks_software(self):
        names = " ".join(person.name for person in Person.objects.all())
        for piece in ("é", "ü", "ç", "IJ", "'", " van der ", "Kloosterboer-Achterbergsma"):
            assert piece in names
        assert Person.objects.filter(given_name="").count() == 2

    def test_accounts_see_what_their_role_gives(self):
        deal, slim = self.deal, self.slim
        closed = deal.bodies.get(slug="casusberaad")
        steering = deal.bodies.get(slug="stuurgroep")
        for email in (people.SECRETARY, people.MANAGER):
            assert can_manage_people(account(email), deal)
        assert can_manage_people(account(people.SECRETARY), slim)
        assert not can_manage_people(account(people.MANAGER), slim)
        alderman = account(people.ALDERMAN)
        assert role_line(alderman, deal, self.today).endswith(steering.name)
        assert not can_view_body(alderman, closed)
        case_member = account(people.CASE_MEMBER)
        assert role_line(case_member, deal, self.today).endswith(closed.name)
        assert can_view_body(case_member, closed)
        for found in (deal, slim):
            auditor = account(people.AUDITOR)
            assert can_read_history(auditor, found)
            assert not can_manage_people(auditor, found)
            for email in (people.NOBODY, people.PLATFORM_MANAGER):
                assert not takes_part(account(email), found)
        assert account(people.PLATFORM_MANAGER).is_platform_manager
        assert User.objects.filter(is_platform_manager=True).count() == 1
        assert DealRole.objects.filter(role=DealRoleKind.AUDITOR).count() == 3
        assert check_drift(self.today).drift == []

    def test_the_secretariat_acts_for_the_alderman_and_reads_nothing_personal(self):
        from governance.permissions import can_answer_request

        helper, contact = account(people.SECRETARIAT), account(people.CONTACT)
        assert takes_part(helper, self.deal)
        of_hoogerland = PartyRequest.objects.filter(party__organization__slug="gemeente-hoogerland")
        assert can_answer_request(helper, of_hoogerland.get(is_personal=False))
        assert not can_answer_request(helper, of_hoogerland.get(is_personal=True))
        assert can_answer_request(account(people.ALDERMAN), of_hoogerland.get(is_personal=True))
        assert not takes_part(contact, self.deal)
        waiting = PartyRequest.objects.get(seat__party__organization__slug="gemeente-oosterbeemd")
        assert can_answer_request(contact, waiting)

    def test_municipalities_can_be_asked_by_link(self):
        """Four of the invented deal, and all of the real one; there nothing is asked, so nobody is late."""
        of_deal = PartyContact.objects.filter(party__deal=self.deal, party__organization__kind="municipality")
        assert of_deal.exclude(person__email="").count() == 4
        municipalities = Party.objects.filter(deal=self.slim, organization__kind="municipality")
        with_contact = municipalities.filter(contacts__person__email__endswith=".example")
        assert with_contact.count() == municipalities.count() == 10
        assert not PartyRequest.objects.filter(party__deal=self.slim).exists()

    def test_accounts_carry_the_name_of_their_person(self):
        for person in Person.objects.exclude(user=None).select_related("user"):
            assert person.user.name == person.name
            assert person.user.email == person.email

    def test_they_log_in_with_the_password_of_the_demo_and_got_no_invitation(self):
        for user in User.objects.all():
            assert user.check_password(settings.DEMO_PASSWORD)
        assert User.objects.count() == len(people.ACCOUNTS)
        # Parties and members get mail about the work; nobody is invited to make an account.
        assert "invitation" not in OutgoingMail.objects.values_list("kind", flat=True)

    def test_the_login_page_of_a_demo_shows_them_in_order(self):
        before = list(DEMO_ACCOUNTS)
        self.addCleanup(lambda: DEMO_ACCOUNTS.__setitem__(slice(None), before))
        DEMO_ACCOUNTS.clear()
        register_demo_accounts()
        register_demo_accounts()
        with override_settings(DEMO=True):
            shown = demo_accounts()
        assert [row["email"] for row in shown] == [a.email for a in people.ACCOUNTS]
        assert str(shown[0]["role"]) == "Projectsecretaris van beide deals"
        assert demo_accounts() == [], "outside a demo nobody sees them"
