"""Answers to who used the form: they stand on the page of his case, and news of them goes where he wants it."""

import re
from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage, get_connection

from complaints.errors import InvalidInputError
from complaints.queries import news_template
from complaints.templates import fill_template

from ..errors import ChannelError, Fate
from ..outgoing import Outgoing
from ..whatsapp import channel as whatsapp
from ..whatsapp import client as whatsapp_client

SECONDS = 10  # for the mail server
_LINK = re.compile(r"https?://\S+/t/[\w.-]+/?")


def send(*, account: str, message: Outgoing) -> str:
    """Sends the news, or nothing where he wants none: the answer stands on his page in any case. Raises ChannelError.

    By e-mail the whole answer; by WhatsApp the approved template with number and link, because nobody has written to
    the city's number and so no free text may go there.
    """
    if message.email:
        return _mail(message)
    if message.phone:
        return _tell(message)
    return f"halaman:{message.reply_id}"


def may_tell() -> bool:
    """Whether news can go by WhatsApp at all: an account and an approved template."""
    return bool(whatsapp.accounts() and news_template("whatsapp"))


def _mail(message: Outgoing) -> str:
    text = message.text if _LINK.search(message.text) or not message.page else f"{message.text}\n\n{message.page}"
    mail = EmailMessage(f"Aduan {message.number}", text, to=[message.email])
    mail.connection = get_connection(timeout=SECONDS)
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        raise ChannelError("Alamat surel pelapor ditolak.", fate=Fate.UNREACHABLE) from error
    except (SMTPException, OSError) as error:
        raise ChannelError("Surel tidak dapat dikirim.") from error
    return f"surel:{message.reply_id}"


def _tell(message: Outgoing) -> str:
    account, template = next(iter(whatsapp.accounts()), None), news_template("whatsapp")
    if account is None or template is None:
        raise ChannelError("WhatsApp kota atau templat kabarnya belum siap.", fate=Fate.REFUSED)
    found = _LINK.search(message.text)
    try:
        text, content = fill_template(template, [message.number, found[0] if found else message.page])
    except InvalidInputError as error:
        raise ChannelError(str(error), fate=Fate.BUG) from error
    told = Outgoing(reply_id=message.reply_id, text=text, phone=message.phone, form="template", content=content)
    return whatsapp_client.send(account=account, message=told)
