import uuid

import django.db.models.deletion
from django.db import migrations, models

from probant.database.append_only import AppendOnly
from probant.database.isolation import Isolate


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0003_bounded_texts'),
    ]

    operations = [
        migrations.CreateModel(
            name='BookletIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('plan_number', models.PositiveIntegerField()),
                ('language', models.CharField(max_length=2)),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('signature', models.TextField(blank=True)),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.UUIDField()),
                ('issued_by_name', models.CharField(max_length=200)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Crisis',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=40)),
                ('is_exercise', models.BooleanField(default=False)),
                ('breach_id', models.UUIDField(null=True)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.UUIDField()),
                ('opened_by_name', models.CharField(max_length=200)),
                ('closed_at', models.DateTimeField(null=True)),
                ('last_sequence', models.PositiveIntegerField(default=0)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Exercise',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('scenario', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(max_length=20)),
                ('facilitator', models.UUIDField()),
                ('facilitator_name', models.CharField(max_length=200)),
                ('planned_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('injects', models.JSONField(default=list)),
                ('evaluation', models.JSONField(default=dict)),
                ('findings', models.JSONField(default=list)),
                ('crisis', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='crisis.crisis')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('person', models.UUIDField(null=True)),
                ('name', models.CharField(max_length=200)),
                ('team', models.CharField(max_length=20)),
                ('role', models.CharField(blank=True, max_length=200)),
                ('contact', models.CharField(blank=True, max_length=200)),
                ('last_seen_at', models.DateTimeField(null=True)),
                ('crisis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='crisis.crisis')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('language', models.CharField(max_length=2)),
                ('event', models.CharField(max_length=20)),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('note', models.TextField(blank=True)),
                ('saved_at', models.DateTimeField()),
                ('saved_by', models.UUIDField()),
                ('saved_by_name', models.CharField(max_length=200)),
                ('validated_at', models.DateTimeField(null=True)),
                ('validated_by', models.UUIDField(null=True)),
                ('validated_by_name', models.CharField(blank=True, max_length=200)),
                ('reviewed_on', models.DateField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='RoomEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('said_at', models.DateTimeField(null=True)),
                ('by', models.UUIDField(null=True)),
                ('by_name', models.CharField(max_length=200)),
                ('team', models.CharField(blank=True, max_length=20)),
                ('audience', models.CharField(blank=True, max_length=20)),
                ('about', models.PositiveIntegerField(null=True)),
                ('client_key', models.UUIDField()),
                ('body', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('crisis', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='crisis.crisis')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='crisis',
            constraint=models.UniqueConstraint(fields=('organisation', 'reference'), name='one_crisis_a_reference'),
        ),
        migrations.AddConstraint(
            model_name='crisis',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='crisis_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(fields=('crisis', 'person'), name='one_seat_a_member'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(fields=('organisation', 'number'), name='one_plan_a_number'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='plan_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='roomentry',
            constraint=models.UniqueConstraint(fields=('crisis', 'sequence'), name='one_entry_a_sequence'),
        ),
        migrations.AddConstraint(
            model_name='roomentry',
            constraint=models.UniqueConstraint(fields=('crisis', 'client_key'), name='one_entry_a_key'),
        ),
        migrations.AddConstraint(
            model_name='roomentry',
            constraint=models.CheckConstraint(condition=models.Q(('sequence__gte', 1)), name='entry_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='roomentry',
            constraint=models.CheckConstraint(condition=models.Q(('about__isnull', True), ('about__lt', models.F('sequence')), _connector='OR'), name='entry_is_about_an_earlier_one'),
        ),
        Isolate("crisis_crisis"),
        Isolate("crisis_roomentry"),
        Isolate("crisis_participant"),
        Isolate("crisis_planversion"),
        Isolate("crisis_bookletissue"),
        Isolate("crisis_exercise"),
        AppendOnly("crisis_roomentry"),
        AppendOnly("crisis_planversion"),
        AppendOnly("crisis_bookletissue"),
    ]
