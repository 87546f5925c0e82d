"""The table of the database cache, as ``createcachetable`` makes it: rate limits live here."""

from django.db import migrations

FORWARD = """
CREATE TABLE IF NOT EXISTS citydeal_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS citydeal_cache_expires ON citydeal_cache (expires);
"""
BACKWARD = "DROP TABLE IF EXISTS citydeal_cache;"


class Migration(migrations.Migration):
    dependencies = [("citydeal", "0001_accounts_outbox_job_runs")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
