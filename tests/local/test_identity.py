"""The local identity provider: its keys are kept, and what it makes passes the doors that Clerk's passes."""

import itertools
import json
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from itsdangerous import URLSafeSerializer

from webapp.auth import webhook
from webapp.auth.keys import for_clerk
from webapp.auth.session import Identity, Sessions
from webapp.auth.state import Asked, SignedIn, judge
from webapp.auth.webhook import Deleted, Saved, UnacceptableError
from webapp.config import MIN_WEBHOOK_SECRET_BYTES, Clerk, _webhook_secret
from webapp.local.identity import LocalIdentity, LocalSession, _kept, new_user

ORIGIN = "http://127.0.0.1:8000"
ASK_FOR_KEYS = """
import sys
from pathlib import Path
from webapp.local.identity import LocalIdentity
sys.stdin.readline()
made = LocalIdentity(Path(sys.argv[1]))
print(made.webhook_secret, made.clerk.jwt_key.replace(chr(10), " "))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "instance" / "identity"


@pytest.fixture
def identity(folder: Path) -> LocalIdentity:
    return LocalIdentity(folder)


def cookies(made: LocalIdentity, session: LocalSession, *, seconds: int = 60) -> dict[str, str]:
    suffix = made.clerk.cookie_suffix
    return {
        f"__session_{suffix}": made.token(session, ORIGIN, seconds=seconds),
        f"__client_uat_{suffix}": str(session.since),
    }


def identify(clerk: Clerk, sent: dict[str, str], origin: str = ORIGIN) -> Identity:
    asked = Asked(cookies=sent, query={}, origin=origin, is_document=True)
    verdict = judge(asked, clerk, Sessions(clerk, for_clerk(clerk)))
    assert isinstance(verdict, SignedIn), verdict
    return verdict.identity


def test_the_keys_are_kept(folder: Path) -> None:
    first, second = LocalIdentity(folder), LocalIdentity(folder)

    assert first.clerk == second.clerk
    assert second.unseal(first.seal(first.new_session("user_1"))) is not None


def test_another_folder_has_other_keys(folder: Path, tmp_path: Path) -> None:
    first, second = LocalIdentity(folder), LocalIdentity(tmp_path / "elsewhere")

    assert first.clerk.jwt_key != second.clerk.jwt_key
    assert first.webhook_secret != second.webhook_secret
    with pytest.raises(AssertionError, match="not a valid token"):
        identify(second.clerk, cookies(first, first.new_session("user_1")))


def test_nobody_else_on_the_machine_may_read_the_keys(folder: Path) -> None:
    LocalIdentity(folder)

    kept = sorted(folder.iterdir())

    assert [each.name for each in kept] == ["key.pem", "secret"]
    assert [stat.S_IMODE(each.stat().st_mode) for each in kept] == [0o600, 0o600]


def test_processes_that_begin_at_once_end_up_with_one_key(folder: Path) -> None:
    checkout = Path(__file__).resolve().parents[2]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ASK_FOR_KEYS, str(folder)],
            cwd=checkout,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()

    said = {process.communicate(timeout=60)[0] for process in processes}

    assert [process.returncode for process in processes] == [0] * 4
    assert len(said) == 1
    assert len(said.pop()) > 400
    assert sorted(each.name for each in folder.iterdir()) == ["key.pem", "secret"]


def test_threads_that_begin_at_once_end_up_with_one_value(tmp_path: Path) -> None:
    values = itertools.count()

    def make() -> str:
        time.sleep(0.05)
        return str(next(values))

    with ThreadPoolExecutor(8) as threads:
        kept = set(threads.map(lambda _: _kept(tmp_path / "secret", make), range(8)))

    assert len(kept) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_its_configuration_would_be_accepted_from_clerk(identity: LocalIdentity) -> None:
    assert identity.clerk.frontend_api == "identity.topset.localhost"
    assert _webhook_secret(identity.webhook_secret) == identity.webhook_secret
    assert MIN_WEBHOOK_SECRET_BYTES <= 32


def test_its_token_is_a_session(identity: LocalIdentity) -> None:
    session = identity.new_session("user_1")

    found = identify(identity.clerk, cookies(identity, session))

    assert found.user_id == "user_1"
    assert found.session_id == session.session_id
    assert 55 <= found.expires_at - datetime.now(UTC).timestamp() <= 60


def test_its_token_is_for_one_site_and_one_minute(identity: LocalIdentity) -> None:
    session = identity.new_session("user_1")

    with pytest.raises(AssertionError, match="another site"):
        identify(identity.clerk, cookies(identity, session), "http://evil.example")
    with pytest.raises(AssertionError, match="expired"):
        identify(identity.clerk, cookies(identity, session, seconds=-10))


def test_each_session_and_token_is_a_new_one(identity: LocalIdentity) -> None:
    session = identity.new_session("user_1")

    assert identity.new_session("user_1").session_id != session.session_id
    assert identity.token(session, ORIGIN) != identity.token(session, ORIGIN)


def test_a_sealed_session_comes_back_as_it_was(identity: LocalIdentity) -> None:
    session = identity.new_session("user_é")

    assert identity.unseal(identity.seal(session)) == session


def test_a_seal_that_was_touched_is_no_session(identity: LocalIdentity) -> None:
    sealed = identity.seal(identity.new_session("user_1"))
    payload, _, signature = sealed.rpartition(".")
    other = identity.seal(identity.new_session("user_2")).rpartition(".")[0]

    for touched in (f"{other}.{signature}", f"{payload}.", payload, sealed + "x", sealed[1:], sealed.swapcase()):
        assert identity.unseal(touched) is None


@pytest.mark.parametrize("cookie", [None, "", ".", "x.y", "\udcff.x", "é", "." * 5000, "WyJ1c2VyIl0.x"])
def test_rubbish_is_no_session(identity: LocalIdentity, cookie: str | None) -> None:
    assert identity.unseal(cookie) is None


def test_a_seal_of_another_key_or_for_another_use_is_no_session(
    identity: LocalIdentity, folder: Path, tmp_path: Path
) -> None:
    other = LocalIdentity(tmp_path / "elsewhere")
    secret = (folder / "secret").read_text()
    forged = str(URLSafeSerializer(secret, salt="something else").dumps(["user_1", "sess_1", 1]))

    assert identity.unseal(other.seal(other.new_session("user_1"))) is None
    assert identity.unseal(forged) is None


@pytest.mark.parametrize("content", [[], ["user_1"], ["user_1", "sess_1", 1, 2], None, 7])
def test_a_seal_around_something_else_is_no_session(identity: LocalIdentity, folder: Path, content: object) -> None:
    secret = (folder / "secret").read_text()

    assert identity.unseal(str(URLSafeSerializer(secret, salt="local session").dumps(content))) is None


def test_its_events_are_webhooks_of_a_new_person(identity: LocalIdentity) -> None:
    user = new_user("Ana")
    body, headers = identity.event("user.created", user)

    said = webhook.read(body, webhook.verify(identity.webhook_secret, body, headers))

    assert isinstance(said, Saved)
    assert (said.person.id, said.person.first_name, said.person.email) == (user["id"], "Ana", None)
    assert abs((said.person.version.updated_at - datetime.now(UTC)).total_seconds()) < 5


def test_its_events_are_webhooks_of_a_deletion(identity: LocalIdentity) -> None:
    body, headers = identity.event("user.deleted", {"id": "user_1"})

    said = webhook.read(body, webhook.verify(identity.webhook_secret, body, headers))

    assert isinstance(said, Deleted)
    assert said.user_id == "user_1"
    assert abs((said.at - datetime.now(UTC)).total_seconds()) < 5


def test_an_event_that_was_changed_is_refused(identity: LocalIdentity) -> None:
    body, headers = identity.event("user.deleted", {"id": "user_1"})
    changed = json.dumps({**json.loads(body), "data": {"id": "user_2"}}).encode()

    with pytest.raises(UnacceptableError):
        webhook.verify(identity.webhook_secret, changed, headers)


def test_new_people_have_ids_of_their_own() -> None:
    assert len({new_user("Ana")["id"] for _ in range(100)}) == 100
