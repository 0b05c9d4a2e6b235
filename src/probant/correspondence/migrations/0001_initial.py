import django.db.models.deletion
import uuid
from django.db import migrations, models

from probant.database.append_only import AppendOnly
from probant.database.isolation import Isolate
from probant.database.listing import Listing


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0004_listing'),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('language', models.CharField(max_length=2)),
                ('number', models.PositiveIntegerField()),
                ('subject', models.TextField(blank=True, max_length=500)),
                ('body', models.TextField(blank=True, max_length=20000)),
                ('saved_at', models.DateTimeField()),
                ('saved_by', models.UUIDField()),
                ('saved_by_name', models.CharField(max_length=200)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'kind', 'language', 'number'), name='one_letter_a_number'), models.CheckConstraint(condition=models.Q(('language__in', ['fr', 'en'])), name='letter_language_is_known'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='letter_counts_from_one')],
            },
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('about', models.CharField(max_length=100)),
                ('subject', models.CharField(max_length=150)),
                ('recipients', models.PositiveIntegerField()),
                ('attachments', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('sealed', models.BinaryField()),
                ('queued_at', models.DateTimeField()),
                ('tried_from', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_at', models.DateTimeField()),
                ('last_code', models.CharField(blank=True, max_length=20)),
                ('is_partial', models.BooleanField(default=False)),
                ('is_forgotten', models.BooleanField(default=False)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('sent_by_way', models.CharField(blank=True, max_length=10)),
                ('ended_by_name', models.CharField(blank=True, max_length=200)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['organisation', 'next_at'], name='mail_waiting'), models.Index(fields=['organisation', '-queued_at'], name='mail_latest'), models.Index(fields=['organisation', 'about'], name='mail_about')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'failed', 'cancelled'])), name='mail_state_is_known'), models.CheckConstraint(condition=models.Q(('sent_by_way__in', ['', 'mailbox', 'post', 'hand', 'telephone', 'other'])), name='mail_way_is_known'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('ended_at__isnull', False), _connector='OR'), name='mail_ended_has_its_instant')],
            },
        ),
        Isolate("correspondence_letterversion"),
        AppendOnly("correspondence_letterversion"),
        Isolate("correspondence_outgoingmail"),
        Listing(
            "organisations_with_mail_to_send",
            "correspondence_outgoingmail",
            condition="state = 'waiting' AND next_at <= at",
        ),
    ]
