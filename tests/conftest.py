"""What every test shares: a deployment of its own in a temporary folder, with a key of its own."""

import hypothesis
import pytest

from pipelines.settings import Settings

hypothesis.settings.register_profile("steady", deadline=None, max_examples=60, derandomize=True)
hypothesis.settings.load_profile("steady")


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """An empty deployment; the environment says the same to commands run in this process."""
    monkeypatch.setenv("SEND_ROOT", str(tmp_path))
    monkeypatch.setenv("SEND_KEY", "11" * 32)
    monkeypatch.delenv("SEND_LAKE", raising=False)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    return Settings.from_environment()


@pytest.fixture
def raw(settings):
    """Where deliveries are put."""
    return settings.raw
