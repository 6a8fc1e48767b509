"""``send vault``: the keys that the vault is under, and all of it brought under one. Counts only."""

from dataclasses import asdict

from pipelines import vault_files
from pipelines.cli.console import plural, result, result_json, talk
from pipelines.cli.pretty import working
from pipelines.settings import Settings


def status(settings: Settings, *, as_json: bool) -> int:
    """Say how many files are under which key, and what lies in plain."""
    ids = settings.vault_keys(make=False).ids
    held = vault_files.holdings(settings.lake)
    if as_json:
        result_json({**vars(held), "current": ids[0] if ids[0] in held.sealed else None})
        return 0
    result(f"The vault holds {plural(held.total, 'file')}.")
    for key_id, count in sorted(held.sealed.items(), key=lambda one: (one[0] != ids[0], one[0])):
        what = "the current" if key_id == ids[0] else "a former" if key_id in ids else "not at hand"
        result(f"  {count:,} under key {key_id} ({what})")
    for count, what in ((held.plain, "in plain"), (held.damaged, "damaged")):
        if count:
            result(f"  {count:,} {what}")
    if held.reports:
        result(f"{plural(held.reports, 'report')} with values in plain, made to be opened: delete when done.")
    if held.restored:
        result(f"{plural(held.restored, 'restored file')} in plain, in use or left by a killed run.")
        talk("The next build removes what a killed run left.")
    if held.plain or held.under_others(ids[0]):
        talk("Bring all under the current key with: send vault rekey")
    return 0


def rekey(settings: Settings, *, as_json: bool) -> int:
    """Bring all files under one key, and say which keys are free."""
    # Loads what reads tables; a look at the files needs none of it.
    from pipelines.vault_rekey import rekey as work  # noqa: PLC0415

    with working("Looking at the vault", brief=True) as progress:
        done = work(settings, progress)
    if as_json:
        result_json(asdict(done))
        return 0
    kind = "a new one" if done.is_new_key else "the first of those there are"
    result(f"{plural(done.files, 'file')} encrypted under key {done.to_key}, {kind}.")
    if done.plain:
        result(f"  {done.plain:,} of them lay in plain: backups and the disk may still hold that.")
    if done.former:
        result(f"Nothing in this lake is under {', '.join(done.dropped)} any more: moved to {done.former}.")
        talk("Backups made before today need it. Delete it when neither they nor another lake do.")
    elif done.dropped:
        result(f"Nothing in this lake is under {', '.join(done.dropped)} any more.")
        talk("SEND_VAULT_KEY may drop it; keep a copy while a backup or another lake needs it.")
    if done.is_new_key:
        talk(f"Keep a copy of {settings.vault_key_file}: without it nobody can read what the vault holds.")
    elif not settings.vault_keys_in_environment:
        talk("This finished an earlier change of keys. For a new key run it again.")
    return 0
