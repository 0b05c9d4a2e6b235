import django.db.models.deletion
from django.db import migrations, models

from probant.database.isolation import Isolate


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0002_api_token'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('questionnaire', models.CharField(max_length=50)),
                ('version', models.CharField(max_length=16)),
                ('answers', models.JSONField(default=dict)),
                ('made', models.JSONField(default=dict)),
                ('started_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'questionnaire'), name='one_sheet_a_questionnaire')],
            },
        ),
        Isolate("guided_start_answersheet"),
    ]
