import uuid

import django.db.models.deletion
from django.db import migrations, models

from probant.database.isolation import Isolate


class Migration(migrations.Migration):

    dependencies = [
        ("register", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("filename", models.CharField(max_length=200)),
                ("format", models.CharField(max_length=4)),
                ("data", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("choices", models.JSONField()),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField()),
                ("created_by_name", models.CharField(max_length=200)),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="organisations.organisation")),
            ],
        ),
        migrations.CreateModel(
            name="ImportTitles",
            fields=[
                ("organisation", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to="organisations.organisation")),
                ("columns", models.JSONField(default=dict)),
            ],
        ),
        Isolate("register_importdraft"),
        Isolate("register_importtitles"),
    ]
