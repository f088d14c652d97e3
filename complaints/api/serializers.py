"""Complaints as other systems read them. Nothing here names the citizen: neither his name nor his number."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from opd.models import Kelurahan, Opd
from sla.models import SlaClock
from sla.queries import State, state_of

from ..guard import WORD_FLAGS
from ..links import hide_own_link, view_url
from ..models import Complaint, ComplaintEvent, Note, Reply
from ..services.vetting import MAX_REASON
from ..timeline import event_sentence
from ..ways import LETTERS


class ClockSerializer(serializers.ModelSerializer[SlaClock]):
    """One promise and how it stands at the time of the request."""

    state = serializers.SerializerMethodField(help_text="Keadaan tenggat pada saat permintaan ini.")

    class Meta:
        model = SlaClock
        fields = read_only_fields = ["kind", "due_at", "stopped_at", "state"]
        extra_kwargs = {
            "due_at": {"help_text": "Batas waktunya."},
            "stopped_at": {"help_text": "Saat dipenuhi; null selama masih terbuka."},
        }

    def get_state(self, clock: SlaClock) -> State:
        """As of the moment of the request."""
        return state_of(clock, self.context["now"])


class ComplaintSerializer(serializers.ModelSerializer[Complaint]):
    """A row of the list."""

    external_ids = serializers.SerializerMethodField(help_text="Nomor pesan pelapor menurut kanalnya, terlama dulu.")
    opd: serializers.SlugRelatedField[Opd] = serializers.SlugRelatedField(
        slug_field="code", read_only=True, allow_null=True, help_text="Kode OPD."
    )
    kelurahan: serializers.SlugRelatedField[Kelurahan] = serializers.SlugRelatedField(
        slug_field="name", read_only=True, allow_null=True, help_text="Nama kelurahan."
    )
    clocks = ClockSerializer(many=True, read_only=True, help_text="Semua tenggat, menurut waktu mulainya.")
    status_url = serializers.SerializerMethodField(
        help_text="Halaman status untuk dibaca siapa saja, tanpa identitas; null bila aduan rahasia."
    )

    class Meta:
        model = Complaint
        fields = read_only_fields = [
            *("number", "version", "channel", "external_ids", "status", "kind", "opd", "subject", "text"),
            *("kelurahan", "created_at", "clocks", "status_url"),
        ]
        extra_kwargs = {
            "number": {"help_text": "Nomor aduan, misalnya BTG-2611-0417."},
            "version": {"help_text": "Bertambah pada setiap perubahan; dipakai saat membalas."},
            "channel": {"help_text": "Kanal asal."},
            "subject": {"help_text": "Judul singkat."},
            "text": {"help_text": "Isi aduan menurut pelapor."},
            "created_at": {"help_text": "Saat diterima."},
        }

    def get_external_ids(self, complaint: Complaint) -> list[str]:
        """The channel's own numbers of the citizen's messages, oldest first."""
        return [message.external_id for message in complaint.citizen_messages]  # type: ignore[attr-defined]

    def get_status_url(self, complaint: Complaint) -> str | None:
        """The public page of the case; null for a secret one."""
        return view_url(complaint)


class EventSerializer(serializers.ModelSerializer[ComplaintEvent]):
    """What happened, with the sentence that the pages show for it."""

    text = serializers.SerializerMethodField(help_text="Kalimatnya; kosong bila tidak ditampilkan pada halaman.")

    class Meta:
        model = ComplaintEvent
        fields = read_only_fields = ["type", "created_at", "text"]
        extra_kwargs = {"type": {"help_text": "Jenis kejadian, misalnya complaint.routed."}}

    def get_text(self, event: ComplaintEvent) -> str:
        """Empty for what the pages do not show."""
        return event_sentence(event)


class ReplySerializer(serializers.ModelSerializer[Reply]):
    """What the city said to the citizen. The token of his own link is left out, as on the officers' pages."""

    text = serializers.SerializerMethodField(help_text="Yang dibaca pelapor; tautan miliknya disamarkan.")
    author = serializers.SerializerMethodField(help_text="Nama petugas; null bila otomatis.")

    class Meta:
        model = Reply
        fields = read_only_fields = [
            "id",
            "kind",
            "text",
            "author",
            "status",
            "created_at",
            "sent_at",
            "delivered_at",
            "read_at",
        ]

    def get_text(self, reply: Reply) -> str:
        """The words."""
        return hide_own_link(reply.text)

    def get_author(self, reply: Reply) -> str | None:
        """The officer's name; null for an automatic message."""
        return reply.author.display_name if reply.author else None


class ComplaintDetailSerializer(ComplaintSerializer):
    """One complaint with its history."""

    events = EventSerializer(many=True, read_only=True, help_text="Riwayat, terlama dulu.")
    replies = ReplySerializer(many=True, read_only=True, help_text="Balasan kota, terlama dulu.")

    class Meta(ComplaintSerializer.Meta):
        fields = read_only_fields = [*ComplaintSerializer.Meta.fields, "events", "replies"]


class NoteSerializer(serializers.ModelSerializer[Note]):
    """A note among officers."""

    author = serializers.SerializerMethodField(help_text="Nama petugas.")

    class Meta:
        model = Note
        fields = read_only_fields = ["id", "text", "author", "created_at"]

    def get_author(self, note: Note) -> str:
        """The officer's name."""
        return note.author.display_name


class NoteInput(serializers.Serializer[Any]):
    """Catatan internal."""

    text = serializers.CharField(max_length=20_000, help_text="Hanya untuk petugas, tidak pernah dikirim ke pelapor.")


class AnswerNamed(serializers.Serializer[Any]):
    """Satu versi dari satu jawaban tersetujui."""

    code = serializers.CharField(max_length=100, help_text="Kode jawaban.")
    version = serializers.IntegerField(min_value=1, help_text="Nomor versinya; harus sah dipakai.")


class ReplyInput(serializers.Serializer[Any]):
    """Balasan kepada pelapor."""

    text = serializers.CharField(
        required=False,
        max_length=LETTERS,
        help_text="Yang dibaca pelapor. Boleh kosong bila answer disebut: teksnya dipakai dengan isian dari aduan.",
    )
    answer = AnswerNamed(required=False, help_text="Jawaban tersetujui yang dipakai. Dicatat dengan versinya.")
    kind = serializers.ChoiceField(
        choices=[(kind.value, kind.label) for kind in (Reply.Kind.ANSWER, Reply.Kind.RECEIPT, Reply.Kind.QUESTION)],
        help_text="Jenis balasan.",
    )
    version = serializers.IntegerField(
        min_value=0, help_text="version aduan yang terakhir dibaca; bila aduan sudah berubah, jawabannya 409."
    )
    override_reason = serializers.CharField(
        required=False,
        max_length=MAX_REASON,
        help_text="Mengapa tetap dikirim walau pemeriksaan menemukan sesuatu (needs_review). Dicatat dalam riwayat.",
    )


class FindingSerializer(serializers.Serializer[Any]):
    """Satu temuan pemeriksaan sebelum kirim."""

    flag = serializers.ChoiceField(choices=WORD_FLAGS, help_text="Jenis temuan.")
    start = serializers.IntegerField(help_text="Letak huruf pertamanya dalam text, dari 0.")
    end = serializers.IntegerField(help_text="Letak sesudah huruf terakhirnya.")
    words = serializers.CharField(help_text="Bagian text itu.")
    title = serializers.CharField(source="label", help_text="Jenisnya dalam kata.")
    reason = serializers.CharField(help_text="Mengapa perlu diperiksa.")
    advice = serializers.CharField(help_text="Apa yang sebaiknya ditulis.")
    stops = serializers.BooleanField(help_text="Tidak dapat dikirim walau dengan override_reason.")


PROBLEM = inline_serializer(
    name="Problem",
    fields={
        "type": serializers.URLField(help_text="Jenis penolakan; bagian sesudah # dapat dipakai program."),
        "title": serializers.CharField(help_text="Jenisnya dalam kata."),
        "status": serializers.IntegerField(help_text="Status HTTP."),
        "detail": serializers.CharField(help_text="Satu kalimat untuk orang."),
        "errors": serializers.DictField(required=False, help_text="Per isian: mengapa tidak dapat dipakai."),
        "findings": FindingSerializer(many=True, required=False, help_text="Temuan pemeriksaan sebelum kirim."),
    },
)
