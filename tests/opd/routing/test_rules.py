"""Rules as data: each condition, each effect, and what is written wrongly."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from opd.routing.classifier import load_model
from opd.routing.decide import decide
from opd.routing.rules import Rule, RuleError, load_rules, rules_in_force
from opd.routing.trial import describe, find_rule, try_rule
from opd.routing.verdict import Decision

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
BEFORE = Decision("unit", "PUPRK", None, 0.9, "Sebab", (("PUPRK", 0.9),), False, "DLH", "uji")


def applied(when: dict[str, Any], text: str = "jalan rusak", decision: Decision = BEFORE) -> bool:
    return Rule("uji", when, {"danger": True}).apply(text, decision, NOW).danger


@pytest.mark.parametrize(
    ("when", "text", "holds"),
    [
        ({"words": ["rusak"]}, "Jalan RUSAK!!", True),
        ({"words": ["rusa"]}, "jalan rusak", False),
        ({"words": ["rusak", "jalan"], "at_least": 2}, "jalan rusak", True),
        ({"words": ["rusak", "jalan"], "at_least": 2}, "rusak, rusak", False),
        ({"only": ["halo", "min"]}, "halo min", True),
        ({"only": ["halo", "min"]}, "halo pak", False),
        ({"only": ["halo"]}, "", True),
        ({"decided": ["PUPRK"]}, "jalan rusak", True),
        ({"decided": ["DLH"]}, "jalan rusak", True),
        ({"decided": ["DISHUB"]}, "jalan rusak", False),
        ({"road": ["national"]}, "rusak di MT Haryono", True),
        ({"road": ["provincial"]}, "rusak di MT Haryono", False),
        ({"months": [3]}, "jalan rusak", True),
        ({"months": [4]}, "jalan rusak", False),
        ({"words": ["rusak"], "months": [4]}, "jalan rusak", False),
    ],
)
def test_a_rule_is_done_where_all_its_conditions_hold(when: dict[str, Any], text: str, holds: bool) -> None:
    assert applied(when, text) is holds


def test_no_complaint_has_no_unit_body_or_second_matter() -> None:
    rule = Rule("uji", {}, {"outcome": "none", "score": 0.95, "reason": "Iklan"})

    after = rule.apply("teks", BEFORE, NOW)

    assert after == replace(BEFORE, outcome="none", code=None, second=None, score=0.95, reason="Iklan")


def test_a_road_names_its_owner_and_a_note_follows_the_reason() -> None:
    rule = Rule("uji", {"road": ["provincial"]}, {"refer_to": "owner", "note": "Milik {label}"})

    after = rule.apply("rusak di jalan M Roem", BEFORE, NOW)

    assert (after.refer_to, after.reason) == ("REF-PUPRPROV", "Sebab. Milik jalan provinsi (Pemprov Kaltim)")


def test_what_is_held_stays_held() -> None:
    held = Rule("satu", {}, {"hold": True}).apply("teks", BEFORE, NOW)

    assert Rule("dua", {}, {"danger": True}).apply("teks", held, NOW) == replace(BEFORE, is_held=True, danger=True)


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        (Rule("uji", {"kata": ["rusak"]}, {}), RuleError),
        (Rule("uji", {}, {"unit": "DLH"}), RuleError),
        (Rule("uji", {"words": ["("]}, {}), re.error),
    ],
    ids=["unknown condition", "unknown effect", "no pattern"],
)
def test_a_rule_that_is_written_wrongly_raises(rule: Rule, error: type[Exception]) -> None:
    with pytest.raises(error):
        rule.apply("jalan rusak", BEFORE, NOW)


def test_every_rule_of_the_data_file_can_be_applied_and_one_is_only_tried() -> None:
    assert [rule.apply("aspal jalan MT Haryono rusak", BEFORE, NOW).is_held for rule in load_rules()] == [False] * 5
    assert [rule.name for rule in load_rules() if rule not in rules_in_force()] == ["dugaan pungutan oleh pegawai"]


def test_trying_shows_the_cases_that_would_change_and_nothing_else() -> None:
    rule = find_rule("dugaan pungutan oleh pegawai")
    cases = [("1", "oknum pegawai minta suap di loket ktp", None), ("2", "lampu jalan padam", None)]

    changes = list(try_rule(rule, cases, NOW, model=load_model()))

    assert [(change.case, change.failure) for change in changes] == [("1", False)]
    assert changes[0].before == decide(cases[0][1], None, NOW)
    assert describe(changes[0].after) == f"{describe(changes[0].before)} held"


def test_a_rule_that_is_on_is_tried_against_itself_switched_off() -> None:
    changes = list(try_rule(find_rule("bahaya"), [("1", "kebakaran rumah", None)], NOW, model=load_model()))

    assert [(describe(change.before), describe(change.after)) for change in changes] == [("DAMKAR", "DAMKAR danger")]


def test_an_unknown_rule_names_those_there_are() -> None:
    with pytest.raises(RuleError, match=r"^no rule is called 'x'; there are: hanya sapaan, iklan, "):
        find_rule("x")
