"""The demo, loaded for tests."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from citydeal.models import User
from governance.models import Body, CityDeal
from tests.snapshot import once


def load(**options) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, skip_checks=True, **options)
    return out.getvalue()


@override_settings(DEMO=True, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
class DemoTestCase(TestCase):
    """Has the demo for all the tests of a class; it is loaded once in a process."""

    @classmethod
    def setUpTestData(cls) -> None:
        once(load)
        cls.today = timezone.localdate()
        cls.slim = CityDeal.objects.get(slug="slim-maatwerk")
        cls.deal = CityDeal.objects.get(slug="dichtbij-geregeld")
        cls.steering = Body.objects.get(deal=cls.deal, slug="stuurgroep")


def account(email: str) -> User:
    return User.objects.get(email=email)
