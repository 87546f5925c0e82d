"""The second step of logging in says in our words what it refuses."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from citydeal.accounts.second_step import SecondStepAdapter
from tests.factories.governance import UserFactory


@pytest.mark.django_db
def test_an_address_that_is_not_confirmed_comes_first(client, settings):
    settings.MFA_ADAPTER = "citydeal.accounts.second_step.SecondStepAdapter"
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="nieuw@voorbeeld.example", verified=False)
    client.force_login(user)
    response = client.get(reverse("mfa_activate_totp"), follow=True)
    assert "Bevestig eerst uw e-mailadres." in response.content.decode()


def test_every_refusal_speaks_to_you_politely():
    for message in SecondStepAdapter.error_messages.values():
        words = str(message).lower().split()
        assert not {"je", "jij", "jouw"} & set(words), message
