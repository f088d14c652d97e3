"""The history of one complaint as one line of time: what was said, noted and done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bontang_pengaduan.lib.clock import WITA

from .backing import read_backing
from .channel_names import name_of
from .hidings import PLAIN, Standing, read_standing
from .links import hide_own_link
from .models import Attachment, Complaint, ComplaintEvent, EchoAnswer, Message, Note, Reply, ResultPhoto
from .thread import Thread
from .wording import day_words, full_date

SENTENCES = {
    "complaint.received": ("inbox", "Aduan masuk"),
    "complaint.marked_red": (
        "alert-triangle",
        "Bertanda merah: {matters}. Petugas diberi tahu juga di luar jam kerja",
    ),
    "complaint.adopted": ("inbox", "Berasal dari {source}"),
    "complaint.hidden": ("lock", "Kerahasiaan mengikuti sumbernya menjadi {secrecy}"),
    "complaint.ended_at_source": ("circle-check", "Ditutup {actor} mengikuti {source}"),
    "complaint.kept_from_source": ("check", "{actor} mempertahankan keadaan kota, berbeda dari {source}"),
    "complaint.sp4n_requested": ("speakerphone", "{actor} meminta dimasukkan ke SP4N-LAPOR"),
    "complaint.sp4n_entered": ("speakerphone", "Tercatat di SP4N-LAPOR dengan nomor {tracking_id}"),
    "reply.copied": ("speakerphone", "Jawaban disalin ke SP4N-LAPOR oleh {actor}"),
    "complaint.resumed_with_source": ("refresh", "Dibuka kembali {actor} mengikuti {source}"),
    "complaint.routed": ("route", "Diteruskan ke {name}"),
    "complaint.decision_undone": ("arrow-back-up", "Keputusan rute diurungkan {actor}"),
    "complaint.taken": ("user-check", "Diambil {actor}"),
    "complaint.handed_on": ("user-check", "Dioper {actor} kepada {name}"),
    "complaint.snoozed": ("clock", "Ditunda {actor} sampai {back}{cut}. Tenggat tetap berjalan"),
    "complaint.woken": ("clock", "Tampil lagi di daftar: {reason}"),
    "complaint.tagged": ("list-check", "Label “{name}” dipasang {actor}"),
    "complaint.untagged": ("list-check", "Label “{name}” dilepas {actor}"),
    "complaint.act_undone": ("arrow-back-up", "{name} diurungkan {actor}"),
    "complaint.released": ("user-minus", "Dilepas {actor}"),
    "complaint.forwarded": ("arrows-split-2", "Disposisi ke {name} oleh {actor}: {reason}"),
    "complaint.resolved": ("circle-check", "Diselesaikan {actor}"),
    "link.renewed": ("lock", "Tautan baru dikirim kepada pelapor, yang lama tidak berlaku"),
    "result.confirmed": ("circle-check", "Pelapor menyatakan sudah beres"),
    "result.denied": ("alert-triangle", "Pelapor menyatakan belum beres"),
    "result.rated": ("check", "Pelapor memberi nilai {mark} dari 4"),
    "complaint.pushed": ("alert-triangle", "Pelapor mendorong aduan yang terlambat ini"),
    "complaint.reopened": ("refresh", "Dibuka kembali karena pelapor menulis lagi"),
    "complaint.citizen_answered": ("player-play", "Pelapor menjawab, tenggat berjalan lagi"),
    "complaint.closed_unanswered": ("player-pause", "Ditutup, pelapor tidak menjawab"),
    "complaint.rejected": ("ban", "Tidak diteruskan oleh {actor}: {reason}"),
    "attachment.lost": ("alert-triangle", "Lampiran hilang, {reason}"),
    "attachment.held": ("ban", "Lampiran ditahan karena virus {name}"),
    "complaint.withdrawn": ("arrow-back-up", "Dicabut pelapor"),
    "complaint.merged": ("arrows-split-2", "Digabungkan ke {number} oleh {actor}"),
    "complaint.absorbed": ("arrows-split-2", "{number} digabungkan ke aduan ini oleh {actor}"),
    "complaint.split": ("arrows-split-2", "Satu pesan dipecah menjadi {number} oleh {actor}"),
    "complaint.split_from": ("arrows-split-2", "Dipecah dari {number} oleh {actor}"),
    "complaint.referred": ("route", "Dirujuk {actor} ke {name}: {reason}"),
    "complaint.kept": ("route", "Kewenangan {name}, tetap dipegang {unit} ({actor}): {reason}"),
    "complaint.referral_undone": ("arrow-back-up", "Rujukan ke {name} diurungkan {actor}"),
    "part.opened": ("arrows-split-2", "Bagian dari {number}, dipecah {actor}"),
    "part.added": ("arrows-split-2", "Bagian {number} untuk {name} dipecah {actor}: {reason}"),
    "part.taken_back": ("arrow-back-up", "Bagian {number} ({name}) diurungkan {actor}"),
    "part.may_speak": ("user-check", "{name} diizinkan {actor} menjawab pelapor"),
    "part.silenced": ("user-minus", "Izin {name} menjawab pelapor dicabut {actor}"),
    "part.finished": ("circle-check", "Bagian {number} ({name}) diselesaikan {actor}: {reason}"),
    "part.result_given": ("circle-check", "Diselesaikan {actor}, hasil untuk OPD penanggung jawab: {reason}"),
    "part.returned": ("refresh", "Hasil bagian {number} ({name}) dikembalikan {actor}: {reason}"),
    "message.moved_out": ("arrows-split-2", "Satu pesan dipindahkan ke {number} oleh {actor}"),
    "message.moved_in": ("arrows-split-2", "Satu pesan dipindahkan dari {number} oleh {actor}"),
    "move.undone": ("refresh", "Pemindahan dengan {number} diurungkan {actor}"),
    "invitation.used": (
        "message-2",
        "Kode undangan dipakai lewat {channel}. Pastikan orangnya sama sebelum membahas data pribadi",
    ),
    "invitation.repeated": ("alert-triangle", "Orang lain mengirim kode undangan yang tidak berlaku lewat {channel}"),
    "invitation.released": (
        "user-minus",
        "Percakapan {channel} dipisahkan {actor} menjadi {number}, pelapornya lain",
    ),
    "mention.joined": ("message-2", "Satu sebutan digabungkan oleh {actor}"),
    "comment.hidden": ("lock", "Komentar disembunyikan dari umum oleh {actor}: {reason}"),
    "comment.shown": ("message-2", "Komentar ditampilkan lagi oleh {actor}"),
    "mention.released": ("message-2", "Penggabungan satu sebutan diurungkan {actor}"),
    "complaint.secrecy_changed": ("lock", "Kerahasiaan diubah {actor} menjadi {secrecy}: {reason}"),
    "complaint.declined": ("arrow-back-up", "{name} menyatakan bukan kewenangannya ({actor}): {reason}{owner}"),
    "complaint.category_guessed": ("list-check", "Kategori {name}, karena {reason}"),
    "complaint.category_set": ("list-check", "Kategori diubah {actor} dari {former} menjadi {name}"),
    "complaint.kind_changed": (
        "list-check",
        "Jenis diubah {actor} dari {former} menjadi {name}: {reason}. Tenggat penyelesaian menjadi {due}",
    ),
    "clock.paused": ("player-pause", "Tenggat penyelesaian dijeda {actor}: {reason}. Paling lambat {limit}"),
    "clock.resumed": ("player-play", "Tenggat penyelesaian dijalankan lagi oleh {actor}"),
    "clock.pause_expired": ("player-play", "Batas jeda habis, tenggat penyelesaian berjalan lagi: {reason}"),
    "clock.extension_asked": ("clock", "{actor} meminta perpanjangan sampai {until}: {reason}"),
    "clock.extended": ("clock", "Tenggat penyelesaian diperpanjang {actor} sampai {due}: {reason}"),
    "clock.extension_refused": ("clock", "Perpanjangan ditolak {actor}: {reason}"),
    "clock.recounted": ("clock", "Kalender kerja berubah: {reason}. Janji penyelesaian menjadi {due}"),
    "clock.raised": ("alert-triangle", "Dinaikkan {actor} ke {level}: {reason}"),
    "clock.pledged": ("user-check", "{actor} memegang aduan ini sampai {until}"),
    "incident.joined": ("arrows-split-2", "Dijadikan satu kejadian “{name}” oleh {actor}"),
    "incident.left": ("arrow-back-up", "Dikeluarkan dari kejadian “{name}” oleh {actor}"),
    "message.edited": ("refresh", "Satu pesan diubah {by}"),
    "message.withdrawn": ("arrow-back-up", "Satu pesan ditarik {by}"),
    "message.disclosed": ("lock", "Isi pesan yang ditarik ditampilkan kepada {actor}: {reason}"),
    "identity.disclosed": ("lock", "Nomor pelapor ditampilkan kepada {actor}: {reason}"),
    "reporter.forgotten": ("lock", "Nama pelapor dihapus atas permintaannya"),
    "reporter.merged": ("user-plus", "Pelapor digabungkan dengan pelapor lain oleh {actor}"),
    "reporter.split": ("user-minus", "Pelapor dipisahkan dari pelapor lain oleh {actor}"),
    "echo.confirmed": ("check", "Pesan aplikasi HP ({sent}) ditetapkan {actor} sebagai {name}"),
    "echo.undone": ("arrow-back-up", "Penetapan pesan aplikasi HP ({sent}) dibatalkan {actor}"),
    "clock.contested": ("clock", "{actor} menyanggah keterlambatan {name}"),
    "clock.dispute_upheld": ("clock", "Sanggahan atas {name} diterima {actor}, tidak dihitung terlambat: {reason}"),
    "clock.dispute_refused": ("clock", "Sanggahan atas {name} ditolak {actor}: {reason}"),
    "help.asked": ("message-2", "{actor} meminta bantuan {name}"),
    "help.answered": ("message-2", "{actor} menjawab permintaan bantuan {name}"),
    "help.withdrawn": ("arrow-back-up", "Permintaan bantuan ditarik {actor}"),
    "reading.asked": ("user-check", "{actor} meminta jawabannya dibaca {name}{about}"),
    "reading.approved": ("checks", "Jawaban {name} disetujui {actor}{said}"),
    "reading.edited": ("pencil", "Jawaban {name} disetujui {actor} dengan perubahan{said}"),
    "reading.returned": ("arrow-back-up", "Jawaban {name} dikembalikan {actor}{said}"),
    "reading.withdrawn": ("arrow-back-up", "Permintaan dibaca ditarik {actor}"),
    "reading.ended": ("arrow-back-up", "Permintaan dibaca berakhir bersama aduan ini"),
    "promise.given": ("clock", "{actor} menjanjikan kabar kepada pelapor sampai {until}"),
    "photos.shown": ("photo", "Foto hasil ditampilkan kepada pelapor oleh {actor}"),
    "photos.kept": ("photo", "Foto hasil tetap dipakai {actor} setelah ditanya: {reason}"),
    "photos.hidden": ("photo", "Foto hasil disembunyikan dari pelapor oleh {actor}"),
}


@dataclass(frozen=True)
class Entry:
    """One item of the line. `side` is citizen, officer, note, system or day."""

    side: str
    at: datetime
    by: str = ""
    text: str = ""
    icon: str = ""
    reply: Reply | None = None
    attachments: tuple[Attachment, ...] = ()
    photos: tuple[ResultPhoto, ...] = ()
    message_id: int | None = None  # of a citizen's message, which may be moved to another case
    echo_id: int | None = None  # of a word from the phone app, which may be confirmed as an answer
    finding: EchoAnswer | None = None  # that it was
    changed_id: int | None = None  # of a message with former versions
    standing: Standing = PLAIN
    remark: str = ""  # that it was changed or withdrawn
    is_shared: bool = False  # of a note that all units of the case read
    quote: str = ""  # the citizen's words that a reply answers to
    backing: str = ""  # the approved answer or the reason that a reply rests on


def read_timeline(thread: Thread, reporter_name: str, now: datetime) -> list[Entry]:
    """Everything that happened, oldest first, with a divider before each day of WITA."""
    complaint = thread.complaint
    words = {message.external_id: _words(message) for message in thread.messages if message.revoked_at is None}
    backing = read_backing(complaint.events.all())
    entries = [
        *(_of_message(message, reporter_name) for message in thread.messages),
        *(_of_reply(reply, words.get(reply.quoted_external_id, ""), backing) for reply in thread.replies),
        *(_of_note(note) for note in complaint.notes.all()),
        *_of_others(thread, reporter_name),
        *(_of_event(event) for event in complaint.events.all() if event.type in SENTENCES),
    ]
    return list(_with_days(sorted(entries, key=lambda entry: (entry.at, entry.side != "system")), now))


def _of_message(message: Message, reporter_name: str) -> Entry:
    side, by = ("officer", "Aplikasi HP") if message.is_outbound else ("citizen", f"{reporter_name}{_way_of(message)}")
    remark, is_withdrawn = _remark(message), message.revoked_at is not None
    return Entry(
        side,
        message.sent_at,
        by,
        "" if is_withdrawn else _words(message),
        attachments=() if is_withdrawn else tuple(message.attachments.all()),
        message_id=None if message.is_outbound else message.pk,
        echo_id=message.pk if message.is_outbound and not is_withdrawn else None,
        finding=next(iter(message.findings.all()), None),
        changed_id=message.pk if remark else None,
        standing=read_standing(message),
        remark=remark,
    )


def _way_of(message: Message) -> str:
    """By what else than the case's own channel he said it; what was public and what was private is told apart."""
    complaint, conversation = message.complaint, message.conversation
    if complaint and complaint.channel != message.channel:
        return f", lewat {name_of(message.channel).label}"
    return ", komentar terbuka" if conversation.is_public else ""


def _words(message: Message) -> str:
    text = message.text or ("[pesan tidak didukung]" if message.is_placeholder else "")
    if message.latitude is not None:
        text = f"{text}\n{message.place or 'Lokasi dibagikan'}".strip()
    return text


def _remark(message: Message) -> str:
    who = "pengirim" if message.is_outbound else "pelapor"
    if message.revoked_at:
        return f"Pesan ini ditarik {who}"
    if message.details.get("by_link"):
        return "Lewat tautan halaman aduan, yang dapat diteruskan orang"
    return f"Pesan ini diubah {who}" if message.edited_at else ""


def _of_reply(reply: Reply, quote: str, backing: Mapping[int, str]) -> Entry:
    by = reply.author.display_name if reply.author else "Otomatis"
    return Entry(
        "officer",
        reply.created_at,
        by,
        hide_own_link(reply.text),
        reply=reply,
        photos=tuple(reply.photos.all()),
        quote=quote,
        backing=backing.get(reply.pk) or backing.get(reply.retry_of_id or 0, ""),
    )


def _of_note(note: Note) -> Entry:
    return Entry("note", note.created_at, note.author.display_name, note.text, is_shared=note.is_shared)


def _of_others(thread: Thread, reporter_name: str) -> Iterator[Entry]:
    """What the other units of the case said to the citizen and to each other, and on a part the citizen's own words: to
    be read, and not to be acted on from here."""
    for note in thread.other_notes:
        yield replace(_of_note(note), by=_with_unit(note.author.display_name, note.complaint))
    for reply in thread.other_replies:
        said = _of_reply(reply, "", {})
        yield replace(said, by=_with_unit(said.by, reply.complaint), reply=None, photos=())
    for message in thread.other_messages:
        read = _of_message(message, reporter_name)
        yield replace(
            read,
            message_id=None,
            echo_id=None,
            finding=None,
            changed_id=None,
            standing=Standing(read.standing.sentence),
        )


def _with_unit(name: str, complaint: Complaint | None) -> str:
    return f"{name}, {complaint.opd.short_name}" if complaint and complaint.opd else name


def event_sentence(event: ComplaintEvent) -> str:
    """What happened, in one sentence; empty for what pages do not show."""
    if event.type not in SENTENCES:
        return ""
    _, sentence = SENTENCES[event.type]
    facts = {"name": "", "reason": "", **event.data, "actor": event.actor.display_name if event.actor else "sistem"}
    text = sentence.format_map(facts | _derived(event.data))
    if event.data.get("score") is not None:
        text += f" (saran {round(100 * event.data['score'])}%)"
    if event.data.get("is_final"):
        text += ". Keputusan ini final"
    return text


def _derived(data: dict[str, Any]) -> dict[str, str]:
    """What a sentence says of the data in other words: the flags and the date."""
    flags = [name for name, key in (("anonim", "anonymous"), ("rahasia", "secret")) if data.get(key)]
    dates = {"due": data.get("due_at"), "limit": data.get("limit_at"), "back": data.get("until_at")}
    words = {name: full_date(datetime.fromisoformat(moment)) if moment else "" for name, moment in dates.items()}
    until = day_words(date.fromisoformat(data["until"])) if data.get("until") else ""
    owner = f". Menurutnya: {data['named']}" if data.get("named") else ""
    cut = ", sebelum tenggat terdekatnya" if data.get("is_cut") else ""
    return {"cut": cut, "owner": owner, "secrecy": " dan ".join(flags) or "terbuka", "until": until, **words}


def _of_event(event: ComplaintEvent) -> Entry:
    return Entry("system", event.created_at, text=event_sentence(event), icon=SENTENCES[event.type][0])


def _with_days(entries: list[Entry], now: datetime) -> Iterator[Entry]:
    day: date | None = None
    for entry in entries:
        local = entry.at.astimezone(WITA).date()
        if local != day:
            day = local
            yield Entry("day", entry.at, text=_day_words(entry.at, now))
        yield entry


def _day_words(moment: datetime, now: datetime) -> str:
    days = (now.astimezone(WITA).date() - moment.astimezone(WITA).date()).days
    return {0: "Hari ini", 1: "Kemarin"}.get(days, full_date(moment).split(" pukul ")[0])
