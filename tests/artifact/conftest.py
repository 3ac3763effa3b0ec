"""Disks with a fault, for the tests of the artifact room; they need the right to mount."""

import subprocess

import pytest


def mounted(folder, *options):
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no right to mount a disk here: {done.stderr.strip()}")


@pytest.fixture
def tiny_disk(tmp_path):
    """A disk of 256 KiB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mounted(folder, "-t", "tmpfs", "-o", "size=256k", "tmpfs")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def read_only_disk(tmp_path):
    """A disk with a file `a` that takes no change."""
    folder = tmp_path / "read_only"
    folder.mkdir()
    mounted(folder, "-t", "tmpfs", "-o", "size=256k", "tmpfs")
    (folder / "a").write_bytes(b"old")
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
