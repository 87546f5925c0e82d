"""An evaluation of a report rests on a decision (rule 10); what was closed before stays as it was."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0001_progress'),
    ]

    operations = [
        AddConstraintNotValid(
            model_name='reportevaluation',
            constraint=models.CheckConstraint(condition=models.Q(('decision__isnull', False)), name='evaluation_rests_on_decision'),
        ),
    ]
