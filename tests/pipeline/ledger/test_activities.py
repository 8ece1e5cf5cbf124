import pytest

from pipeline.ledger.activities import denial_fits, group, implied, realises
from schemas import Activity, ActivityGroup


@pytest.mark.parametrize("activity", ["deploy", "advance", "train", "aid", "loss"])
def test_being_active_somewhere_implies_being_there(activity: str) -> None:
    assert implied(Activity(activity)) == (activity, "presence")


@pytest.mark.parametrize("activity", ["attack", "other", "withdraw", "presence"])
def test_an_attack_comes_from_afar_and_implies_nothing(activity: str) -> None:
    assert implied(Activity(activity)) == (activity,)


@pytest.mark.parametrize("denied", ["presence", "deploy"])
def test_without_presence_there_is_no_advance_training_aid_or_loss(denied: str) -> None:
    fitting = {other for other in Activity if denial_fits(Activity(denied), other)}
    assert fitting == {"presence", "deploy", "advance", "train", "aid", "loss"}


@pytest.mark.parametrize("denied", ["attack", "train", "withdraw", "other", "loss"])
def test_any_other_denial_counters_its_own_activity_only(denied: str) -> None:
    assert [other for other in Activity if denial_fits(Activity(denied), other)] == [denied]


def test_a_plan_is_realised_by_the_same_activity_or_one_that_implies_it() -> None:
    assert realises(Activity.DEPLOY, Activity.DEPLOY)
    assert realises(Activity.TRAIN, Activity.PRESENCE)
    assert not realises(Activity.PRESENCE, Activity.DEPLOY)
    assert not realises(Activity.ATTACK, Activity.PRESENCE)


def test_every_activity_has_a_group() -> None:
    groups = {activity.value: group(activity) for activity in Activity}
    assert {name for name, of in groups.items() if of is ActivityGroup.FIGHTING} == {"attack", "advance", "loss"}
    assert {name for name, of in groups.items() if of is ActivityGroup.OTHER} == {"other"}
