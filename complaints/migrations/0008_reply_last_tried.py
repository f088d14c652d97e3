from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0007_outgoing")]

    operations = [
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(
                fields=["claimed_at"], name="reply_last_tried", condition=models.Q(claimed_at__isnull=False)
            ),
        ),
    ]
