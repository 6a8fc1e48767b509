"""A deployment that is built once for many tests, each of which changes a copy of it."""

import shutil

from pipelines.settings import Settings


def deployment_at(root):
    """A deployment in a folder, with the keys that the fixture ``settings`` has."""
    (root / "data" / "raw").mkdir(parents=True)
    return Settings.from_environment(
        {"SEND_ROOT": str(root), "SEND_KEY": "11" * 32, "SEND_VAULT_KEY": "21" * 32}
    )


def copy_into(settings, once):
    """Deliveries, lake and releases of another deployment, which stays as it is."""
    shutil.rmtree(settings.root / "data")
    shutil.copytree(once.root / "data", settings.root / "data", symlinks=True)
