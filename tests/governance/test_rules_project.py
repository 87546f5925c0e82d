"""Rules 1, 2, 13 and 14: the project organisation and the core group."""

from datetime import date

from citydeal.common.findings import EVERYBODY, NOBODY, FindingState
from governance.enums import BodyKind, DealRoleKind, MembershipRole, Office
from governance.rules.explain import explain, remedy_text
from governance.rules.project import AppointmentFact, AppointmentFacts, RoleFact, RoleFacts
from tests.governance.rule_case import BZK, CITY, START, TODAY, ask, body, deal, member, position, seat

MANAGER = member(1, position(CITY, Office.OFFICIAL), role=MembershipRole.PROJECT_MANAGER)
SECRETARY = member(2, position(BZK, Office.OFFICIAL), role=MembershipRole.PROJECT_SECRETARY)
SIGNED_ON = date(2025, 6, 1)


def project(*members, seats=None):
    return body(
        seats or [seat(CITY), seat(BZK)],
        members,
        kind=BodyKind.PROJECT_ORGANIZATION,
        name="Projectorganisatie",
    )


class TestRule1:
    def test_a_manager_and_a_secretary_meet_it(self):
        finding = ask(1, deal(project(MANAGER, SECRETARY)))
        assert finding.state is FindingState.MET
        assert explain(finding, names=EVERYBODY) == (
            "Persoon 1, sinds 1 maart 2025; Persoon 2, sinds 1 maart 2025."
        )

    def test_without_a_secretary_it_says_what_is_missing_and_where_to_mend_it(self):
        finding = ask(1, deal(project(MANAGER)))
        assert finding.state is FindingState.BROKEN
        assert finding.since == START
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 maart 2025 ontbreekt in Projectorganisatie: projectsecretaris."
        )
        assert remedy_text(finding) == "Wijs een lid aan voor de zetel van Ministerie van BZK"
        assert finding.remedy.page == "governance:seat_name_member"

    def test_a_deputy_is_no_project_manager(self):
        deputy = member(1, role=MembershipRole.PROJECT_MANAGER, deputy=True)
        assert ask(1, deal(project(deputy, SECRETARY))).state is FindingState.BROKEN

    def test_at_risk_when_the_manager_leaves_without_a_successor(self):
        leaves = member(1, role=MembershipRole.PROJECT_MANAGER, end=date(2026, 12, 31))
        finding = ask(1, deal(project(leaves, SECRETARY)))
        assert (finding.state, finding.breaks_on) == (FindingState.AT_RISK, date(2027, 1, 1))

    def test_two_managers_where_the_covenant_asks_two(self):
        assert ask(1, deal(project(MANAGER, SECRETARY)), managers=2).state is FindingState.BROKEN

    def test_without_a_project_organisation_it_is_not_applicable(self):
        finding = ask(1, deal())
        assert finding.state is FindingState.NOT_APPLICABLE
        assert explain(finding, names=NOBODY) == "De deal heeft dit orgaan niet op deze dag."


def appointed(*by, membership=MANAGER.id, on=date(2024, 11, 1)):
    return tuple(AppointmentFact(membership, slug.title(), slug, on) for slug in by)


class TestRule2:
    def finding(self, *appointments, members=(MANAGER,), **parameters):
        part = AppointmentFacts(tuple(a for group in appointments for a in group))
        return ask(2, deal(project(*members), signed_on=SIGNED_ON, appointments=part), **parameters)

    def test_appointed_before_the_signing(self):
        finding = self.finding(appointed("agenda-stad", "waterveen"), minimum=2, appointer="agenda-stad")
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "Aangesteld door Agenda-Stad, Waterveen."

    def test_nothing_recorded(self):
        finding = self.finding()
        assert finding.state is FindingState.BROKEN
        assert "vóór de ondertekening" in explain(finding, names=NOBODY)
        assert remedy_text(finding) == "Leg vast wie de projectmanager aanstelde"
        assert finding.remedy.args == (MANAGER.id,)

    def test_the_first_one_appointed_after_the_signing_date_breaks_it(self):
        assert self.finding(appointed("a", on=SIGNED_ON)).state is FindingState.MET
        assert self.finding(appointed("a", on=date(2025, 6, 2))).state is FindingState.BROKEN

    def test_agenda_stad_must_be_among_them_where_the_covenant_says_so(self):
        finding = self.finding(appointed("waterveen"), appointer="agenda-stad")
        assert finding.state is FindingState.BROKEN

    def test_a_successor_needs_one_party_and_any_date(self):
        first = member(1, role=MembershipRole.PROJECT_MANAGER, end=date(2026, 1, 31))
        successor = member(1, role=MembershipRole.PROJECT_MANAGER, number=11, start=date(2026, 2, 1))
        members = (first, successor)
        assert self.finding(members=members, minimum=2).state is FindingState.BROKEN
        known = appointed("waterveen", membership=11, on=date(2026, 1, 20))
        finding = self.finding(known, members=members, minimum=2)
        assert finding.state is FindingState.MET
        without = self.finding(members=members)
        assert explain(without, names=NOBODY) == (
            "Sinds 1 maart 2025: er staat niet vast wie de projectmanager aanstelde, en wanneer."
        )

    def test_who_goes_on_for_the_party_that_follows_up_was_appointed_already(self):
        last, first_day = date(2026, 12, 31), date(2027, 1, 1)
        before = member(1, role=MembershipRole.PROJECT_MANAGER, end=last)
        after = member(2, role=MembershipRole.PROJECT_MANAGER, number=11, start=first_day)
        goes_on = after._replace(person_id=before.person_id, follows=before.id)
        known = appointed("agenda-stad", "waterveen")

        def finding(*members):
            part = AppointmentFacts(known)
            facts = deal(project(*members), signed_on=SIGNED_ON, appointments=part)
            return ask(2, facts, on=first_day, minimum=2)

        assert finding(before, goes_on).state is FindingState.MET
        assert explain(finding(before, goes_on), names=NOBODY) == "Aangesteld door Agenda-Stad, Waterveen."
        for other in (after, after._replace(follows=before.id), goes_on._replace(follows=None)):
            assert finding(before, other).state is FindingState.BROKEN
        secretary = before._replace(role=MembershipRole.PROJECT_SECRETARY)
        assert finding(secretary, goes_on).state is FindingState.BROKEN

    def test_without_a_project_manager_it_is_not_asked(self):
        finding = self.finding(members=(SECRETARY,))
        assert explain(finding, names=NOBODY) == "Er is op deze dag geen projectmanager."


DEALMAKER = 55


def core(*members):
    return body([], members, kind=BodyKind.CORE_GROUP, name="Kerngroep")


def dealmaker(start=START, end=None):
    return RoleFacts((RoleFact(start, end, DEALMAKER, DealRoleKind.DEALMAKER),))


class TestRule13:
    PROJECT = project(MANAGER)

    def test_both_sit_in_the_core_group_in_whatever_role(self):
        manager = member(None, number=1, role=MembershipRole.SECRETARY)
        facts = deal(core(manager, member(None, number=DEALMAKER)), self.PROJECT, roles=dealmaker())
        assert ask(13, facts).state is FindingState.MET

    def test_the_dealmaker_is_missing(self):
        facts = deal(core(member(None, number=1)), self.PROJECT, roles=dealmaker())
        finding = ask(13, facts)
        assert finding.state is FindingState.BROKEN
        assert explain(finding, names=NOBODY) == "Sinds 1 maart 2025 ontbreekt in Kerngroep: dealmaker."
        assert finding.remedy.page == "governance:body_add_member"

    def test_a_new_project_manager_who_does_not_sit_there_breaks_it(self):
        first = member(1, role=MembershipRole.PROJECT_MANAGER, end=date(2026, 12, 31))
        new = member(1, number=12, role=MembershipRole.PROJECT_MANAGER, start=date(2027, 1, 1))
        sitting = core(member(None, number=1), member(None, number=DEALMAKER))
        finding = ask(13, deal(sitting, project(first, new), roles=dealmaker()))
        assert (finding.state, finding.breaks_on) == (FindingState.AT_RISK, date(2027, 1, 1))
        assert explain(finding, names=NOBODY) == (
            "Vanaf 1 januari 2027 voldoet dit niet meer: projectmanager."
        )

    def test_a_dealmaker_whose_role_ended_does_not_count(self):
        facts = deal(
            core(member(None, number=1), member(None, number=DEALMAKER)),
            self.PROJECT,
            roles=dealmaker(end=date(2026, 6, 30)),
        )
        assert ask(13, facts).since == date(2026, 7, 1)


class TestRule14:
    STEERING = body([], [member(None, number=n) for n in (1, 2, 3)])

    def test_no_larger_than_the_steering_group(self):
        finding = ask(14, deal(core(*(member(None, number=n) for n in (1, 2, 3))), self.STEERING))
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "3 leden. De grotere groep heeft er 3."

    def test_larger_is_a_warning_and_never_broken(self):
        larger = core(
            *(member(None, number=n) for n in (1, 2, 3)),
            member(None, number=4, start=date(2026, 5, 1)),
        )
        finding = ask(14, deal(larger, self.STEERING))
        assert (finding.state, finding.since) == (FindingState.AT_RISK, date(2026, 5, 1))
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 mei 2026 heeft Kerngroep 4 leden. De groep die groter moet zijn, heeft er 3."
        )

    def test_it_says_when_the_steering_group_becomes_the_smaller_one(self):
        steering = body([], [member(None, number=1), member(None, number=2, end=date(2026, 12, 31))])
        finding = ask(14, deal(core(member(None, number=1), member(None, number=2)), steering))
        assert (finding.state, finding.breaks_on) == (FindingState.AT_RISK, date(2027, 1, 1))

    def test_without_a_steering_group_there_is_nothing_to_compare(self):
        finding = ask(14, deal(core(member(None, number=1))))
        assert finding.state is FindingState.NOT_APPLICABLE

    def test_asked_on_a_day_long_ago(self):
        assert ask(14, deal(core(), self.STEERING), on=TODAY).state is FindingState.NOT_APPLICABLE
