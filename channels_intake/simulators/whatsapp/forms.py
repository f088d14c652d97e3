"""Reading a multipart form, as a file comes in it."""

from dataclasses import dataclass
from email import policy
from email.parser import BytesParser

from .web import Request


@dataclass(frozen=True)
class UploadedFile:
    """The file of a form."""

    name: str
    mime_type: str
    data: bytes


def read_form(request: Request) -> tuple[dict[str, str], UploadedFile | None]:
    """The plain fields by name, and the field `file` when there is one."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    form = BytesParser(policy=policy.HTTP).parsebytes(head + request.body)
    fields: dict[str, str] = {}
    file = None
    for part in form.iter_parts() if form.is_multipart() else ():
        name, data = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if not isinstance(data, bytes):
            continue
        if name == "file":
            file = UploadedFile(part.get_filename() or "", part.get_content_type(), data)
        else:
            fields[str(name)] = data.decode()
    return fields, file
