"""What was frozen stays as it was, also for who writes to the database itself (rule 9).

Snapshots, the documents of a report and the files they are stored in, and which snapshot a released report
has. Only with its whole deal may it be deleted: the deal first, in the same transaction, since the database
checks the references at its end.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION reporting_deal_stands(deal bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM governance_citydeal WHERE id = deal)
$$;

CREATE FUNCTION reporting_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen: it is never changed or deleted', what USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION reporting_keep_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW IS DISTINCT FROM OLD THEN
            PERFORM reporting_refuse('snapshot ' || OLD.id);
        END IF;
        RETURN NEW;
    END IF;
    IF reporting_deal_stands(OLD.deal_id) THEN
        PERFORM reporting_refuse('snapshot ' || OLD.id);
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER reporting_keep_snapshot BEFORE UPDATE OR DELETE ON reporting_snapshot
    FOR EACH ROW EXECUTE FUNCTION reporting_keep_snapshot();

CREATE FUNCTION reporting_keep_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.snapshot_id, NEW.released_at, NEW.period_start, NEW.period_end, NEW.deal_id)
            IS DISTINCT FROM (OLD.snapshot_id, OLD.released_at, OLD.period_start, OLD.period_end, OLD.deal_id)
        THEN
            PERFORM reporting_refuse('released report ' || OLD.id);
        END IF;
        RETURN NEW;
    END IF;
    IF reporting_deal_stands(OLD.deal_id) THEN
        PERFORM reporting_refuse('released report ' || OLD.id);
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER reporting_keep_report BEFORE UPDATE OR DELETE ON reporting_progressreport
    FOR EACH ROW WHEN (OLD.snapshot_id IS NOT NULL) EXECUTE FUNCTION reporting_keep_report();

CREATE FUNCTION reporting_keep_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW IS DISTINCT FROM OLD THEN
            PERFORM reporting_refuse('document ' || OLD.id);
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM reporting_progressreport WHERE id = OLD.report_id) THEN
        PERFORM reporting_refuse('document ' || OLD.id);
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER reporting_keep_document BEFORE UPDATE OR DELETE ON reporting_reportfile
    FOR EACH ROW WHEN (OLD.file_id IS NOT NULL) EXECUTE FUNCTION reporting_keep_document();

CREATE FUNCTION reporting_keep_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD
        AND EXISTS (SELECT 1 FROM reporting_reportfile WHERE file_id = OLD.id)
    THEN
        PERFORM reporting_refuse('file ' || OLD.id);
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER reporting_keep_file BEFORE UPDATE ON citydeal_storedfile
    FOR EACH ROW EXECUTE FUNCTION reporting_keep_file();
"""
BACKWARD = """
DROP TRIGGER reporting_keep_file ON citydeal_storedfile;
DROP TRIGGER reporting_keep_document ON reporting_reportfile;
DROP TRIGGER reporting_keep_report ON reporting_progressreport;
DROP TRIGGER reporting_keep_snapshot ON reporting_snapshot;
DROP FUNCTION reporting_keep_file();
DROP FUNCTION reporting_keep_document();
DROP FUNCTION reporting_keep_report();
DROP FUNCTION reporting_keep_snapshot();
DROP FUNCTION reporting_refuse(text);
DROP FUNCTION reporting_deal_stands(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0002_evaluation_rests_on_decision'),
        ('citydeal', '0002_forms_received_once'),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
