"""A text for people: ready, or translated when it is shown."""

from django.utils.functional import Promise

Text = str | Promise
