"""Promises by category, channel and unit: the most specific one wins, ties are refused, running clocks keep theirs."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from opd.models import Category, Opd, Role, User
from sla import clocks
from sla.binding import bind_policy
from sla.definitions import POLICIES_FILE
from sla.loading import load_policies
from sla.models import ClockKind, DueChange, Policy, SlaClock
from sla.policies import CITY, Scope, current_policy, terms_of
from sla.policy_versions import (
    HOUSE_RULE,
    PolicyRefusedError,
    kept_promises,
    live_policies,
    save_policy,
    versions_of,
    withdraw_policy,
)
from sla.rules import rules_in_force
from sla.terms import Terms
from tests.sla.kit import MakeComplaint, MakeUser, wita

pytestmark = pytest.mark.usefixtures("loaded")

NOW = wita("2026-04-07 09:00")
TODAY = date(2026, 4, 7)
SOURCE = "SK Wali Kota 20/2026"


@pytest.fixture
def steering(make_user: MakeUser) -> User:
    return make_user("koordinator", Role.KOORDINATOR)


@pytest.fixture
def roads(db: None) -> Category:
    return Category.objects.create(code="jalan", name="Jalan rusak")


@pytest.fixture
def lamps(db: None) -> Category:
    return Category.objects.create(code="lampu", name="Lampu jalan")


def terms_with(amount: int, kind: str = "first_answer") -> Terms:
    """What stands, with another number of working days for one clock."""
    stands = terms_of(current_policy(NOW).pk)
    targets = [replace(each, amount=amount) if each.clock_kind == kind else each for each in stands.targets]
    return Terms(tuple(targets), stands.rules)


def save(scope: Scope, user: User, amount: int = 3, *, from_date: date = TODAY, source: str = SOURCE) -> Policy:
    return save_policy(
        scope=scope,
        name=f"Janji {scope.category_id} {scope.channel} {scope.opd_id}",
        terms=terms_with(amount),
        source=source,
        from_date=from_date,
        user=user,
        now=NOW,
    )


def test_the_most_specific_promise_wins(
    steering: User, roads: Category, dishub: Opd, make_complaint: MakeComplaint
) -> None:
    save(Scope(roads.pk), steering, 4)
    save(Scope(roads.pk, "whatsapp"), steering, 3)
    save(Scope(roads.pk, "whatsapp", dishub.pk), steering, 2)

    amounts = []
    for facts in (
        {"channel": "x"},
        {"channel": "x", "category": roads},
        {"category": roads},
        {"category": roads, "opd": dishub},
    ):
        complaint = make_complaint(**facts)
        [clock] = clocks.start(complaint=complaint, kinds=[ClockKind.FIRST_ANSWER], now=NOW)
        amounts.append(clock.policy.targets.get(clock_kind="first_answer").amount)

    assert amounts == [5, 4, 3, 2]


def test_a_scope_holds_nobody_else(steering: User, roads: Category, lamps: Category) -> None:
    save(Scope(roads.pk), steering)

    assert current_policy(NOW, Scope(lamps.pk)) == current_policy(NOW)


def test_both_ways_of_asking_name_the_same_policy(steering: User, roads: Category) -> None:
    scope = Scope(roads.pk)
    policy = save(scope, steering)

    assert (current_policy(NOW, scope).pk, rules_in_force(NOW, scope)[0]) == (policy.pk, policy.pk)


def test_a_tie_is_refused_with_the_name_of_the_other(steering: User, roads: Category) -> None:
    save(Scope(roads.pk), steering)

    with pytest.raises(PolicyRefusedError) as refused:
        save(Scope(channel="whatsapp"), steering)

    assert str(refused.value) == (
        f"Janji ini sama khususnya dengan “Janji {roads.pk}  None”: satu aduan dapat terkena keduanya. "
        "Buat dulu janji untuk gabungan keduanya."
    )


def test_a_tie_is_none_where_a_more_specific_promise_decides(steering: User, roads: Category) -> None:
    save(Scope(roads.pk), steering)
    both = save(Scope(roads.pk, "whatsapp"), steering)
    save(Scope(channel="whatsapp"), steering)

    assert current_policy(NOW, Scope(roads.pk, "whatsapp")) == both


def test_two_categories_never_tie(steering: User, roads: Category, lamps: Category) -> None:
    save(Scope(roads.pk), steering)
    save(Scope(lamps.pk), steering)

    assert len(live_policies()) == 3


def test_what_decides_a_tie_cannot_be_withdrawn(steering: User, roads: Category) -> None:
    save(Scope(roads.pk), steering)
    save(Scope(roads.pk, "whatsapp"), steering)
    save(Scope(channel="whatsapp"), steering)

    with pytest.raises(PolicyRefusedError, match="sama khususnya"):
        withdraw_policy(scope=Scope(roads.pk, "whatsapp"), source=SOURCE, from_date=TODAY, user=steering, now=NOW)


def test_28_running_clocks_keep_their_version(steering: User, make_complaint: MakeComplaint) -> None:
    [before] = clocks.start(complaint=make_complaint(), kinds=[ClockKind.FIRST_ANSWER], now=NOW)
    policy = save(CITY, steering, 3)
    [after] = clocks.start(complaint=make_complaint(), kinds=[ClockKind.FIRST_ANSWER], now=NOW)

    before.refresh_from_db()
    assert (before.due_at, after.due_at) == (wita("2026-04-14 16:00"), wita("2026-04-10 16:30"))
    assert (policy.version, after.policy, kept_promises()) == (2, policy, 2)


def test_a_version_holds_from_its_day_on(steering: User) -> None:
    policy = save(CITY, steering, from_date=date(2026, 4, 10))

    held = [current_policy(wita(moment)).version for moment in ("2026-04-09 23:59", "2026-04-10 00:00")]

    assert (policy.effective_from, held) == (wita("2026-04-10 00:00"), [1, 2])


def test_a_withdrawn_scope_follows_the_more_general_promise(steering: User, roads: Category) -> None:
    scope = Scope(roads.pk)
    save(scope, steering)

    withdraw_policy(scope=scope, source=SOURCE, from_date=date(2026, 4, 10), user=steering, now=NOW)

    held = [current_policy(wita(moment), scope).name for moment in ("2026-04-09 12:00", "2026-04-10 12:00")]
    assert held == [f"Janji {roads.pk}  None", "Janji layanan"]
    assert (len(live_policies()), versions_of(scope).count()) == (1, 2)


def test_a_withdrawn_scope_may_be_given_the_same_promise_again(steering: User, roads: Category) -> None:
    scope = Scope(roads.pk)
    save(scope, steering)
    withdraw_policy(scope=scope, source=SOURCE, from_date=TODAY, user=steering, now=NOW)

    again = save(scope, steering)

    assert (again.version, current_policy(NOW, scope)) == (3, again)


def test_a_version_that_changes_nothing_is_refused(steering: User) -> None:
    with pytest.raises(PolicyRefusedError, match="Tidak ada angka yang berubah"):
        save(CITY, steering, 5)


def test_the_changed_numbers_carry_the_decree_and_the_others_keep_theirs(steering: User) -> None:
    policy = save(CITY, steering, 3)

    sources = dict(policy.targets.filter(complaint_kind="", unit="working_days").values_list("clock_kind", "source"))
    assert (sources["first_answer"], sources["next_answer"]) == (SOURCE, HOUSE_RULE)


def test_no_number_is_laxer_than_the_law(steering: User) -> None:
    with pytest.raises(PolicyRefusedError, match=r"^Batas SP4N-LAPOR: paling lama 5 hari kerja\.$"):
        save(CITY, steering, 6)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"source": " "}, "Tuliskan dasar hukum"), ({"from_date": date(2026, 4, 6)}, "tidak dapat berlaku surut")],
)
def test_a_version_needs_a_decree_and_a_day_that_has_not_passed(
    steering: User, wrong: dict[str, str | date], sentence: str
) -> None:
    with pytest.raises(PolicyRefusedError, match=sentence):
        save(CITY, steering, **wrong)  # type: ignore[arg-type]


def test_an_officer_changes_no_promise(make_user: MakeUser, dishub: Opd) -> None:
    officer = make_user("sari", Role.PETUGAS, dishub)

    with pytest.raises(PolicyRefusedError, match="Hanya admin dan koordinator"):
        save(CITY, officer)


def test_the_citys_promise_cannot_be_withdrawn(steering: User) -> None:
    with pytest.raises(PolicyRefusedError, match="tidak dapat dicabut"):
        withdraw_policy(scope=CITY, source=SOURCE, from_date=TODAY, user=steering, now=NOW)


@pytest.mark.parametrize("amount", [5, 6], ids=["same file", "changed file"])
def test_no_file_replaces_what_officers_made(steering: User, tmp_path: Path, amount: int) -> None:
    policy, file = save(CITY, steering), tmp_path / "policies.yaml"
    text = POLICIES_FILE.read_text(encoding="utf-8")
    file.write_text(text.replace("first_answer, amount: 5", f"first_answer, amount: {amount}"), encoding="utf-8")

    assert load_policies(now=NOW, path=file) == (policy, False)
    assert current_policy(NOW) == policy


def test_a_category_that_becomes_known_shortens_a_running_promise(
    steering: User, roads: Category, make_complaint: MakeComplaint
) -> None:
    policy = save(Scope(roads.pk), steering)
    complaint = make_complaint()
    clocks.start(complaint=complaint, kinds=[ClockKind.FIRST_ANSWER], now=NOW)
    complaint.category = roads

    moved = bind_policy(complaint=complaint, may_lengthen=False, now=NOW)

    clock, change = SlaClock.objects.get(), DueChange.objects.get()
    assert (moved, clock.policy, clock.due_at) == (True, policy, wita("2026-04-10 16:30"))
    assert (change.old_due_at, change.reason) == (wita("2026-04-14 16:00"), f"Berlaku {policy.name}")
    assert clock.steps.get(level="kepala_opd").fires_at == clock.due_at


@pytest.mark.parametrize(("may_lengthen", "due"), [(False, "2026-04-10 16:30"), (True, "2026-04-14 16:00")])
def test_a_guess_lengthens_nothing(
    steering: User, roads: Category, make_complaint: MakeComplaint, may_lengthen: bool, due: str
) -> None:
    save(Scope(roads.pk), steering, 4)
    save(Scope(roads.pk), steering, 5)
    save(CITY, steering, 3)
    complaint = make_complaint()
    clocks.start(complaint=complaint, kinds=[ClockKind.FIRST_ANSWER], now=NOW)
    complaint.category = roads

    bind_policy(complaint=complaint, may_lengthen=may_lengthen, now=NOW)

    assert SlaClock.objects.get().due_at == wita(due)


def test_a_version_made_after_a_clock_began_does_not_bind_it(
    steering: User, roads: Category, make_complaint: MakeComplaint
) -> None:
    complaint = make_complaint(category=roads)
    clocks.start(complaint=complaint, kinds=[ClockKind.FIRST_ANSWER], now=wita("2026-04-06 09:00"))
    save(Scope(roads.pk), steering)

    assert bind_policy(complaint=complaint, may_lengthen=True, now=NOW) is False


def test_the_numbers_keep_their_order_wherever_their_rows_lie() -> None:
    policy = current_policy(NOW)
    said = terms_of(policy.pk)
    # Written anew, the first row lies behind the others.
    row = policy.targets.earliest("pk")
    policy.targets.filter(pk=row.pk).delete()
    row.save(force_insert=True)

    terms_of.cache_clear()

    assert terms_of(policy.pk) == said
