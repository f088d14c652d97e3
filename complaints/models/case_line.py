from django.db import models
from django.db.models import Q

from .complaint import Complaint


class CaseLine(models.Model):
    """What the lists choose and order by, of every case: narrow, so that a page is a short walk along one index, and
    apart from the case, so that a due time that moves touches neither its text nor the indexes of its words.

    Written by the database alone: triggers on cases and clocks keep it within the statement that changes them
    (migration 0033), whichever code that statement comes from. `due_at` is the next due time of the city's running
    promises; a case without one has PAUSED while it is open, else SETTLED (complaints.case_lines). The columns named
    after others are plain copies, without a foreign key of their own.
    """

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, primary_key=True, related_name="line")
    opd_id = models.BigIntegerField(null=True)
    assignee_id = models.BigIntegerField(null=True)
    kelurahan_id = models.BigIntegerField(null=True)
    category_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    is_secret = models.BooleanField()
    is_open = models.BooleanField()
    needs_word = models.BooleanField()  # open, not waiting for the citizen, and he has written since our last word
    due_at = models.DateTimeField()
    due_since = models.DateTimeField(null=True)  # when that promise began
    due_hours_of = models.BigIntegerField(null=True)  # by which unit's calendar it is counted,
    due_hours_part = models.BigIntegerField(null=True)  # and by that of its part for which category

    class Meta:
        indexes = [
            # Each view of the inbox, of a unit and of the city, next due first; its pages continue behind a key.
            models.Index(fields=["opd_id", "due_at", "complaint"], name="line_unit"),
            models.Index(fields=["due_at", "complaint"], name="line_city"),
            models.Index(
                fields=["opd_id", "due_at", "complaint"], name="line_unit_needs_word", condition=Q(needs_word=True)
            ),
            models.Index(fields=["due_at", "complaint"], name="line_city_needs_word", condition=Q(needs_word=True)),
            models.Index(fields=["assignee_id", "due_at", "complaint"], name="line_own", condition=Q(is_open=True)),
            models.Index(
                fields=["opd_id", "due_at", "complaint"],
                name="line_unit_untaken",
                condition=Q(is_open=True, assignee_id=None),
            ),
            models.Index(
                fields=["due_at", "complaint"], name="line_city_untaken", condition=Q(is_open=True, assignee_id=None)
            ),
            models.Index(
                fields=["opd_id", "due_at", "complaint"], name="line_unit_waiting", condition=Q(status="waiting")
            ),
            models.Index(fields=["due_at", "complaint"], name="line_city_waiting", condition=Q(status="waiting")),
            # The search for common words: the newest cases of a unit.
            models.Index(fields=["opd_id", "complaint"], name="line_unit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.due_at:%Y-%m-%d %H:%M}"
