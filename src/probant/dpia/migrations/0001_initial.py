import django.db.models.deletion
import uuid
from django.db import migrations, models

from probant.database.append_only import AppendOnly
from probant.database.isolation import Isolate


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0004_listing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('status', models.CharField(choices=[('draft', 'In progress'), ('validated', 'Validated'), ('refused', 'Refused'), ('archived', 'Archived')], default='draft', max_length=10)),
                ('activity_id', models.UUIDField(null=True)),
                ('activity_version', models.PositiveIntegerField(null=True)),
                ('activity_digest', models.CharField(blank=True, max_length=64)),
                ('is_imported', models.BooleanField(default=False)),
                ('document', models.JSONField()),
                ('summary', models.JSONField(default=dict)),
                ('followed', models.JSONField(default=dict)),
                ('is_high', models.BooleanField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('advised_at', models.DateTimeField(null=True)),
                ('is_advice_favourable', models.BooleanField(null=True)),
                ('heard_at', models.DateTimeField(null=True)),
                ('consulted_on', models.DateField(null=True)),
                ('validated_at', models.DateTimeField(null=True)),
                ('validated_by_name', models.CharField(blank=True, max_length=200)),
                ('review_on', models.DateField(null=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('updated_by', models.UUIDField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'year', 'number'), name='one_assessment_a_number'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'validated', 'refused', 'archived'])), name='assessment_status_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'validated'), _negated=True), ('validated_at__isnull', False), _connector='OR'), name='assessment_validated_at_some_time')],
            },
        ),
        migrations.CreateModel(
            name='AssessmentStatement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('assessment_id', models.UUIDField()),
                ('event', models.CharField(max_length=30)),
                ('part', models.CharField(max_length=100)),
                ('number', models.PositiveIntegerField()),
                ('sequence', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('by', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assessment_id', 'part', 'number'), name='one_dpia_statement_a_number'), models.UniqueConstraint(fields=('assessment_id', 'sequence'), name='one_dpia_statement_a_place')],
            },
        ),
        migrations.CreateModel(
            name='NeedReasoning',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('activity_id', models.UUIDField()),
                ('activity_version', models.PositiveIntegerField()),
                ('activity_digest', models.CharField(max_length=64)),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('conclusion', models.CharField(choices=[('required', 'An impact assessment is needed'), ('not_required', 'No impact assessment is needed')], max_length=20)),
                ('proposal', models.CharField(max_length=20)),
                ('is_large_scale', models.BooleanField(null=True)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('by', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('activity_id', 'number'), name='one_need_reasoning_a_number'), models.CheckConstraint(condition=models.Q(('conclusion__in', ['required', 'not_required'])), name='need_conclusion_is_known')],
            },
        ),
        Isolate("dpia_needreasoning"),
        Isolate("dpia_assessment"),
        Isolate("dpia_assessmentstatement"),
        AppendOnly("dpia_needreasoning"),
        AppendOnly("dpia_assessmentstatement"),
    ]
