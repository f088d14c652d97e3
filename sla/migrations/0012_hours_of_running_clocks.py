from django.db import migrations

# A running clock remembers its unit already; from now on also the category, should a part of the unit get hours.
REMEMBER = """
    UPDATE sla_slaclock clock SET hours_part_id = complaint.category_id
    FROM complaints_complaint complaint
    WHERE complaint.id = clock.complaint_id AND clock.is_open AND clock.hours_of_id = complaint.opd_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0001_initial'),
        ('sla', '0011_part_hours'),
    ]

    operations = [migrations.RunSQL(REMEMBER, migrations.RunSQL.noop)]
