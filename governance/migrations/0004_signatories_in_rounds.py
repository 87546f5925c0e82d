"""Who signed and sits in no body has a voice in a written round without a membership (rule 5)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_meetings")]

    operations = [
        migrations.AlterField(
            model_name="roundvoice",
            name="membership",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="round_voices",
                to="governance.membership",
            ),
        ),
    ]
