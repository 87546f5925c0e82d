"""Accounts, the outbox, uploaded files, forms that were received and the log of periodic jobs."""

from citydeal.models.job_run import JobRun
from citydeal.models.news_line import NewsLine
from citydeal.models.outgoing_mail import MailStatus, OutgoingMail
from citydeal.models.received_post import ReceivedPost
from citydeal.models.stored_file import StoredFile
from citydeal.models.user import User

__all__ = ["JobRun", "MailStatus", "NewsLine", "OutgoingMail", "ReceivedPost", "StoredFile", "User"]
