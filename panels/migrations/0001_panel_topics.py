"""Topics of a residents' panel."""

import citydeal.common.migrations
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('citydeal', '0001_accounts_mail_files'),
        ('governance', '0001_deals_bodies_meetings'),
    ]

    operations = [
        citydeal.common.migrations.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='HistoricalPanelTopic',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('membership', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='governance.membership')),
                        ('challenge', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='governance.challenge')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField()),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'historical topic of a panel member',
                        'verbose_name_plural': 'historical topics of panel members',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'indexes': [models.Index(fields=['history_date', 'id'], name='panels_hist_history_60b341_idx')],
                        'constraints': [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='PanelTopic',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel_topics', to='governance.membership')),
                        ('challenge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel_topics', to='governance.challenge')),
                    ],
                    options={
                        'verbose_name': 'topic of a panel member',
                        'verbose_name_plural': 'topics of panel members',
                        'default_permissions': (),
                        'constraints': [models.UniqueConstraint(fields=('membership', 'challenge'), name='paneltopic_once')],
                        'indexes': [],
                    },
                ),
            ],
        ),
    ]
