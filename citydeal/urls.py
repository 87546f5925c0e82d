"""Every address of the portal."""

from django.urls import include, path

from citydeal.views import components, errors, health, mail, mailbox, pages, security_txt

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = errors.too_many_requests
handler500 = errors.server_error

urlpatterns = [
    path("healthz", health.HealthView.as_view(), name="health"),
    path("readyz", health.ReadyView.as_view(), name="ready"),
    path(".well-known/security.txt", security_txt.SecurityTxtView.as_view(), name="security_txt"),
    path("toegankelijkheid/", pages.AccessibilityView.as_view(), name="accessibility"),
    path("privacy/", pages.PrivacyView.as_view(), name="privacy"),
    path("ontwikkelaars/componenten/", components.ComponentListView.as_view(), name="components"),
    path("ontwikkelaars/mail/", mailbox.MailboxView.as_view(), name="mailbox"),
    path("ontwikkelaars/mail/<str:name>/", mailbox.MailView.as_view(), name="mailbox_mail"),
    path("account/mail/", mail.MailListView.as_view(), name="mail_list"),
    path("account/mail/voorkeur/", mail.MailPreferenceView.as_view(), name="mail_preference"),
    path("account/", include("allauth.urls")),
    path("beheer/mail/", mail.DeadLetterListView.as_view(), name="mail_dead_list"),
    path("beheer/mail/<int:mail>/", mail.DeadLetterResendView.as_view(), name="mail_resend"),
    path("", include("governance.urls")),
    path("", include("workgroups.urls")),
    path("", include("panels.urls")),
    path("", include("reporting.urls")),
]
