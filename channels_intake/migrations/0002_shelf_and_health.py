"""How the accounts fare, and the operators' shelf. The ledger's indexes are made by hand, as its table was."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


LEDGER_INDEXES = """
-- A range to be read again; it costs the webhook's INSERT next to nothing.
CREATE INDEX inboundrequest_received ON channels_intake_inboundrequest USING brin (received_at);
-- The shelf.
CREATE INDEX inboundrequest_shelf ON channels_intake_inboundrequest (received_at DESC)
    WHERE status IN ('dead', 'discarded');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('channels_intake', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChannelAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=20)),
                ('account', models.CharField(max_length=60)),
                ('watched_since', models.DateTimeField()),
                ('last_event_at', models.DateTimeField(null=True)),
                ('last_message_at', models.DateTimeField(null=True)),
                ('last_sent_at', models.DateTimeField(null=True)),
                ('tried', models.PositiveIntegerField(db_default=0)),
                ('failed', models.PositiveIntegerField(db_default=0)),
                ('dead', models.PositiveIntegerField(db_default=0)),
                ('oldest_request_at', models.DateTimeField(null=True)),
                ('oldest_reply_at', models.DateTimeField(null=True)),
                ('oldest_file_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('stop_reason', models.TextField(blank=True, db_default='')),
                ('token', models.CharField(choices=[('unknown', 'Belum diperiksa'), ('valid', 'Berlaku'), ('invalid', 'Tidak berlaku lagi')], db_default='unknown', max_length=10)),
                ('token_expires_at', models.DateTimeField(null=True)),
                ('token_checked_at', models.DateTimeField(null=True)),
                ('measured_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['channel', 'account'],
            },
        ),
        migrations.CreateModel(
            name='ChannelAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('silent', 'Tidak ada pesan masuk'), ('stopped', 'Pengiriman berhenti'), ('failing', 'Banyak balasan gagal terkirim'), ('token', 'Token bermasalah'), ('queue', 'Antrean tertahan'), ('dead', 'Ada kiriman yang gagal diproses')], max_length=10)),
                ('sentence', models.TextField()),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-began_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ReplayRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=20)),
                ('from_at', models.DateTimeField()),
                ('to_at', models.DateTimeField()),
                ('total', models.PositiveIntegerField()),
                ('last_id', models.BigIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('failed', models.PositiveIntegerField(default=0)),
                ('requested_at', models.DateTimeField()),
                ('claimed_until', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-requested_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ShelfAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request_id', models.BigIntegerField(null=True)),
                ('act', models.CharField(choices=[('replayed', 'Diproses ulang'), ('discarded', 'Dibuang'), ('restored', 'Dikembalikan ke rak')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('result', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='inboundevent',
            name='settled_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='inboundrequest',
            name='status',
            field=models.CharField(choices=[('pending', 'Menunggu'), ('done', 'Selesai'), ('dead', 'Perlu diperiksa'), ('discarded', 'Dibuang')], default='pending', max_length=10),
        ),
        migrations.AddIndex(
            model_name='inboundevent',
            index=models.Index(condition=models.Q(('outcome__in', ['problem', 'ops_alert', 'quarantine']), ('settled_at', None)), fields=['request_id'], name='event_open_of_request'),
        ),
        migrations.AddConstraint(
            model_name='channelaccount',
            constraint=models.UniqueConstraint(fields=('channel', 'account'), name='one_row_per_account'),
        ),
        migrations.AddField(
            model_name='channelalarm',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='channels_intake.channelaccount'),
        ),
        migrations.AddField(
            model_name='replayrun',
            name='cancelled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replayrun',
            name='requested_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='shelfact',
            name='event',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='acts', to='channels_intake.inboundevent'),
        ),
        migrations.AddField(
            model_name='shelfact',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='channelalarm',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('account', 'cause'), name='one_open_alarm'),
        ),
        migrations.AddIndex(
            model_name='replayrun',
            index=models.Index(condition=models.Q(('cancelled_at', None), ('finished_at', None)), fields=['id'], name='replay_open'),
        ),
        migrations.AddIndex(
            model_name='shelfact',
            index=models.Index(condition=models.Q(('request_id__isnull', False)), fields=['request_id'], name='act_on_request'),
        ),
        migrations.AddConstraint(
            model_name='shelfact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event__isnull', False), ('request_id', None)), models.Q(('event', None), ('request_id__isnull', False)), _connector='OR'), name='act_on_one_thing'),
        ),
        migrations.RunSQL(LEDGER_INDEXES, "DROP INDEX inboundrequest_received, inboundrequest_shelf"),
    ]
