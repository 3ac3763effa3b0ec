"""Made-up run folders for all tests of the report."""

import importlib.util
import pathlib

import pytest


@pytest.fixture(scope="session")
def sample_run():
    path = pathlib.Path(__file__).with_name("sample_run.py")
    spec = importlib.util.spec_from_file_location("sample_run", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
