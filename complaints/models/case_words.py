from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from .complaint import Complaint


class CaseWords(models.Model):
    """The words by which a case is found: number, title, text, place, kelurahan, and its citizen's name unless the unit
    must not know it. One column, so that one index answers for all of them.

    Written by the database alone, as the lines are (migration 0037): a name is out of it with the statement that hides
    it. Title and text are there by their stems, all else as written.
    """

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, primary_key=True, related_name="words")
    vector = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="case_words")]

    def __str__(self) -> str:
        return str(self.complaint_id)


class KnownWord(models.Model):
    """A word of some title, in its own spelling: what a mistyped word of a search is compared with."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        indexes = [GinIndex(OpClass("word", "gin_trgm_ops"), name="known_word_letters")]

    def __str__(self) -> str:
        return self.word
