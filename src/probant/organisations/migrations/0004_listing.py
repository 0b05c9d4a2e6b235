from django.db import migrations

from probant.database.listing import Listing


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_bounded_texts'),
    ]

    operations = [
        Listing("every_organisation", "organisations_organisation", column="id"),
    ]
