"""The provider's errors, as an HTTP answer and as part of a failed status."""

import secrets
from typing import Any

HELP_PAGE = "/documentation/business-messaging/whatsapp/support/error-codes"

# code: (HTTP status, title, details). Titles and details in the provider's words: senders log and compare them.
KNOWN: dict[int, tuple[int, str, str]] = {
    100: (400, "Invalid parameter", "A parameter is not supported or has the wrong form."),
    190: (401, "Invalid OAuth access token", "The access token could not be decrypted or has expired."),
    130429: (400, "Rate limit hit", "Cloud API message throughput has been reached."),
    131008: (400, "Required parameter is missing", "A required parameter is missing."),
    131009: (400, "Parameter value is not valid", "A parameter has a value that is not valid."),
    131026: (400, "Message undeliverable", "The recipient cannot be reached on WhatsApp."),
    131047: (
        400,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
    ),
    131051: (400, "Unsupported message type", "The message type is not supported."),
    131056: (
        400,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages sent from this phone number to the same number in a short period of time.",
    ),
    132000: (400, "Number of parameters does not match the expected number of params", "Check the template."),
    132012: (400, "Parameter format does not match format in the created template", "Check the parameters."),
    132018: (400, "Invalid template parameters", "A parameter has line breaks, tabs or more than 4 spaces in a row."),
    132001: (404, "Template name does not exist in the translation", "No such template in this language."),
}


# A status of its own; every other code of a switch is answered with 400.
HTTP_STATUSES = {0: 401, 3: 403, 10: 403, 200: 403, 1: 500, 2: 503, 131000: 500, 131016: 503, 131005: 403, 131031: 403}


class GraphError(Exception):
    """A request that the provider refuses."""

    def __init__(self, code: int, details: str = "", *, status: int | None = None) -> None:
        other = (HTTP_STATUSES.get(code, 400), "Error", "The simulator was told to answer with this code.")
        known_status, self.title, known_details = KNOWN.get(code, other)
        super().__init__(f"(#{code}) {self.title}")
        self.code = code
        self.status = status or known_status
        self.details = details or known_details

    def as_answer(self) -> dict[str, Any]:
        """The body of the HTTP answer."""
        error = {
            "message": str(self),
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": "A" + secrets.token_urlsafe(16),
        }
        return {"error": error}

    def as_status_error(self) -> dict[str, Any]:
        """The entry of `errors` in a failed status."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details},
            "href": HELP_PAGE,
        }
