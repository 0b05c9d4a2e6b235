import django.db.models.deletion
from django.db import migrations, models

from probant.database.append_only import AppendOnly
from probant.database.isolation import Isolate


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(max_length=20)),
                ('language', models.CharField(max_length=2)),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('facts', models.JSONField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('gaps', models.PositiveIntegerField()),
                ('published_at', models.DateTimeField()),
                ('published_by', models.UUIDField()),
                ('published_by_name', models.CharField(max_length=200)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'audience', 'language', 'number'), name='one_notice_a_number'), models.CheckConstraint(condition=models.Q(('audience__in', ['patients', 'staff', 'website_visitors', 'partners', 'research', 'clients'])), name='notice_audience_is_known'), models.CheckConstraint(condition=models.Q(('language__in', ['fr', 'en'])), name='notice_language_is_known'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='notice_counts_from_one')],
            },
        ),
        Isolate("notices_noticeversion"),
        AppendOnly("notices_noticeversion"),
    ]
