import resource
import signal

import numpy as np
import pytest

from mlops.artifacts import ArtifactDamaged, artifact_path, read_arrays, write_arrays


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.ARTIFACTS_DIR = tmp_path


def test_arrays_come_back_memory_mapped_and_read_only():
    table = np.arange(12, dtype=np.float32).reshape(3, 4)
    checksums = write_arrays(folder="model/v1", arrays={"table": table})

    read = read_arrays(folder="model/v1", checksums=checksums)["table"]

    assert isinstance(read.base, np.memmap)
    assert np.array_equal(read, table)
    with pytest.raises(ValueError, match="read-only"):
        read[0, 0] = 1


def test_a_flipped_bit_is_noticed():
    checksums = write_arrays(folder="model/v1", arrays={"table": np.zeros(1000)})
    path = artifact_path("model/v1") / "table.npy"
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)

    with pytest.raises(ArtifactDamaged, match="not what was trained"):
        read_arrays(folder="model/v1", checksums=checksums)


def test_a_missing_file_is_noticed():
    checksums = write_arrays(folder="model/v1", arrays={"table": np.zeros(3)})
    (artifact_path("model/v1") / "table.npy").unlink()

    with pytest.raises(ArtifactDamaged):
        read_arrays(folder="model/v1", checksums=checksums)


def test_objects_are_refused_and_leave_nothing_behind(tmp_path):
    with pytest.raises(ValueError, match=r"allow_pickle|Object arrays"):
        write_arrays(folder="model/v1", arrays={"table": np.array([{"a": 1}], dtype=object)})
    assert list(tmp_path.rglob("*.npy")) == []


def test_a_full_disk_leaves_the_earlier_version_alone(tmp_path):
    checksums = write_arrays(folder="model/v1", arrays={"table": np.zeros(10)})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(OSError, match=r"too large|requested and"):
            write_arrays(folder="model/v2", arrays={"table": np.zeros(1_000_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)

    assert [path.name for path in (tmp_path / "model").iterdir()] == ["v1"]
    assert "table" in read_arrays(folder="model/v1", checksums=checksums)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", ".hidden"])
def test_a_name_that_leads_elsewhere_is_refused(name):
    with pytest.raises(ValueError, match="no name for an array"):
        write_arrays(folder="model/v1", arrays={name: np.zeros(1)})


def test_a_folder_outside_is_refused():
    with pytest.raises(ValueError, match="leads out"):
        read_arrays(folder="../elsewhere", checksums={"table.npy": "0"})
