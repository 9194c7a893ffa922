import numpy as np
import pytest

from mlops.artifacts import ArtifactDamaged, artifact_path
from mlops.models import ModelVersion, VersionState
from mlops.selectors import champion, read_features, shadow
from mlops.services import (
    KEPT_VERSIONS,
    Candidate,
    Judgement,
    NotPromotable,
    promote,
    register_version,
    roll_back,
    start_shadow,
    stop_shadow,
    write_features,
)
from mlops.tests.catalogues import a_feature, know

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.ARTIFACTS_DIR = tmp_path


def _register(*, accepted: bool = True) -> ModelVersion:
    judgement = Judgement({"ndcg": 0.2}, {"ndcg": 0.1}, accepted=accepted, reason="")
    version = register_version(
        candidate=Candidate(name="model", arrays={"table": np.ones(3)}, judgement=judgement)
    )
    version.refresh_from_db()
    return version


def test_an_accepted_version_serves_and_retires_the_one_before():
    first, second = _register(), _register()

    first.refresh_from_db()
    assert champion("model") == second
    assert first.state == VersionState.RETIRED


def test_a_refused_version_is_kept_but_never_serves():
    first, refused = _register(), _register(accepted=False)

    assert refused.state == VersionState.REFUSED
    assert champion("model") == first


def test_rolling_back_brings_the_one_before_and_not_the_one_just_left():
    first, second, third = _register(), _register(), _register()

    assert roll_back(name="model") == second
    assert roll_back(name="model") == first
    with pytest.raises(NotPromotable):
        roll_back(name="model")
    assert champion("model") == first
    third.refresh_from_db()
    assert third.state == VersionState.REFUSED


def test_a_damaged_version_cannot_be_promoted():
    first, second = _register(), _register()
    (artifact_path(first.artifact) / "table.npy").write_bytes(b"nothing")

    with pytest.raises(ArtifactDamaged):
        promote(version=first)
    assert champion("model") == second


def test_old_files_are_removed_but_never_the_champions():
    serving = _register()
    for _ in range(KEPT_VERSIONS + 2):
        _register(accepted=False)

    kept = ModelVersion.objects.exclude(checksums={})
    assert kept.count() == KEPT_VERSIONS + 1
    assert champion("model") == serving
    assert artifact_path(serving.artifact).exists()
    gone = ModelVersion.objects.filter(checksums={}).first()
    assert not artifact_path(gone.artifact).exists()
    with pytest.raises(NotPromotable):
        promote(version=gone)


def test_many_refused_in_a_row_leave_the_version_to_roll_back_to():
    before, serving = _register(), _register()
    for _ in range(KEPT_VERSIONS + 2):
        _register(accepted=False)

    assert roll_back(name="model") == before
    serving.refresh_from_db()
    assert serving.state == VersionState.REFUSED


def test_a_shadow_serves_nobody_and_steps_back_for_the_next():
    serving, first, second = _register(), _register(accepted=False), _register(accepted=False)
    start_shadow(version=first)
    start_shadow(version=second)

    first.refresh_from_db()
    assert (champion("model"), shadow("model")) == (serving, second)
    assert first.state == VersionState.CANDIDATE
    promote(version=second)
    assert shadow("model") is None


def test_the_files_of_a_shadow_are_kept():
    _register()
    watched = start_shadow(version=_register(accepted=False))
    for _ in range(KEPT_VERSIONS + 2):
        _register(accepted=False)
    watched.refresh_from_db()
    assert watched.checksums


def test_a_champion_is_no_shadow_and_only_a_shadow_can_be_ended():
    serving = _register()
    with pytest.raises(NotPromotable):
        start_shadow(version=serving)
    with pytest.raises(NotPromotable):
        stop_shadow(version=serving)
    assert champion("model") == serving


def test_features_are_replaced_and_read_by_name(monkeypatch):
    know(monkeypatch, churn=a_feature())
    write_features(name="churn", values={"customer:a": 0.2, "customer:b": 0.7})
    write_features(name="churn", values={"customer:a": 0.3})

    read = read_features(name="churn", subjects=["customer:a", "customer:b", "customer:c"])
    assert read == {"customer:a": 0.3, "customer:b": 0.7}
