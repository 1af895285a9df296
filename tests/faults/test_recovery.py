"""Each part of the deployment breaks while lifters log: honest refusals, no set lost, and nobody has to restart."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.faults.conftest import Stand
from tests.faults.crowd import HONEST_SECONDS, RECOVERY_SECONDS, Crowd, Watcher, dishonest, lost_or_altered
from tests.processes import wait_until
from tests.senders import BROKEN, Answer, Sender
from webapp.local.identity import LocalIdentity, new_user

pytestmark = pytest.mark.faults

FREEZE_SECONDS = 5.0
# The promise is 1 s; the rest is a busy core's.
READY_SECONDS = 1.0 + 0.3


@contextmanager
def no_trace_left(stand: Stand) -> Iterator[None]:
    """What holds for every fault that does not hit a worker: none is replaced, and the log is calm."""
    workers, said = stand.site.workers(), len(stand.site.log())
    yield
    assert stand.site.workers() == workers
    assert complaints(stand, said) == []


def complaints(stand: Stand, since: int) -> list[str]:
    """Lines of the log that speak of a bug or of a worker that hung."""
    lines = stand.site.log()[since:].splitlines()
    return [line for line in lines if "Traceback" in line or "TIMEOUT" in line or '"level": "error"' in line]


def expect_kept(stand: Stand, crowd: Crowd, *, broken: bool = False) -> None:
    """Expect every answer to be honest and every acknowledged set to be there once."""
    assert dishonest(crowd.answers, broken=broken) == []
    assert lost_or_altered(crowd, stand.database_url) == []


def expect_healthy(crowd: Crowd) -> None:
    """Expect the process's own health to have been told all the time."""
    assert crowd.alive.answers
    assert [each for each in crowd.alive.answers if each.status != 200 or each.seconds > HONEST_SECONDS] == []


def test_a_killed_worker_costs_only_the_requests_it_held(stand: Stand) -> None:
    with stand.crowd() as crowd:
        before, said = stand.site.workers(), len(stand.site.log())
        killed = stand.site.kill_worker(signal.SIGKILL)
        wait_until(lambda: len(stand.site.workers()) == len(before), lambda: "no new worker")
        assert crowd.everyone_gets_on() < RECOVERY_SECONDS
    assert set(before) - set(stand.site.workers()) == {killed}
    assert complaints(stand, said) == []
    assert {answer.status for answer in crowd.refusals()} <= {BROKEN}
    expect_kept(stand, crowd, broken=True)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["orderly", "as a crash"])
def test_a_restart_of_postgresql_is_survived(stand: Stand, how: signal.Signals) -> None:
    with no_trace_left(stand), stand.crowd() as crowd:
        stand.server.stop(how)
        time.sleep(1)
        stand.server.start()
        assert crowd.everyone_gets_on() < RECOVERY_SECONDS
    assert {answer.status for answer in crowd.refusals()} == {503}
    expect_healthy(crowd)
    expect_kept(stand, crowd)


def test_a_frozen_pooler_is_survived(stand: Stand) -> None:
    with no_trace_left(stand), stand.crowd() as crowd:
        with stand.pgbouncer.frozen():
            time.sleep(FREEZE_SECONDS)
        assert crowd.everyone_gets_on() < RECOVERY_SECONDS
    assert {answer.status for answer in crowd.refusals()} == {503}
    expect_healthy(crowd)
    expect_kept(stand, crowd)
    assert {answer.status for answer in crowd.ready.answers} == {200, 503}


def test_a_pooler_that_is_gone_and_comes_back_is_survived(stand: Stand) -> None:
    with no_trace_left(stand), stand.crowd() as crowd:
        stand.pgbouncer.stop()
        time.sleep(1)
        stand.pgbouncer.start()
        assert crowd.everyone_gets_on() < RECOVERY_SECONDS
    assert {answer.status for answer in crowd.refusals()} == {503}
    expect_healthy(crowd)
    expect_kept(stand, crowd)


def test_a_paused_pooler_which_takes_connections_and_answers_nothing_is_survived(stand: Stand) -> None:
    with no_trace_left(stand), stand.crowd() as crowd:
        tell_pgbouncer(stand, b"PAUSE")
        time.sleep(FREEZE_SECONDS)
        tell_pgbouncer(stand, b"RESUME")
        assert crowd.everyone_gets_on() < RECOVERY_SECONDS
    assert {answer.status for answer in crowd.refusals()} == {503}
    expect_healthy(crowd)
    expect_kept(stand, crowd)


def test_many_more_requests_than_threads_do_not_wait_for_one_another_in_a_freeze(stand: Stand) -> None:
    watchers = [Watcher(stand.site.url, "/readyz") for _ in range(30)]
    with no_trace_left(stand), stand.pgbouncer.frozen():
        for watcher in watchers:
            watcher.start()
        time.sleep(FREEZE_SECONDS)
        for watcher in watchers:
            watcher.leaves.set()
        for watcher in watchers:
            watcher.join()
    answers = [answer for watcher in watchers for answer in watcher.answers]
    assert {answer.status for answer in answers} == {503}
    assert max(answer.seconds for answer in answers) < HONEST_SECONDS


def test_a_webhook_in_a_freeze_is_asked_to_come_again(stand: Stand) -> None:
    with stand.pgbouncer.frozen():
        refused = [send_webhook(stand.identity, stand.site.url) for _ in range(2)]
    assert [(answer.status, answer.headers.get("retry-after")) for answer in refused] == [(503, "2")] * 2
    assert max(answer.seconds for answer in refused) < HONEST_SECONDS
    wait_until(lambda: is_taken(stand), lambda: "The webhook is refused for ever", RECOVERY_SECONDS)


def test_readiness_is_denied_within_a_second_in_a_freeze(stand: Stand) -> None:
    sender = Sender(stand.site.url)
    assert sender.send("GET", "/readyz").status == 200
    with stand.pgbouncer.frozen():
        answers = [sender.send("GET", "/readyz") for _ in range(6)]
        assert sender.send("GET", "/healthz").status == 200
    sender.close()
    assert [(answer.status, json.loads(answer.body)["missing"]) for answer in answers] == [(503, ["database"])] * 6
    assert max(answer.seconds for answer in answers) < READY_SECONDS
    wait_until(lambda: is_ready(stand), lambda: "It does not recover", RECOVERY_SECONDS)


@pytest.mark.parametrize("keep_alive", [True, False], ids=["kept connections", "new connections"])
def test_a_deploy_by_sighup_fails_no_request(stand: Stand, *, keep_alive: bool) -> None:
    with stand.crowd(keep_alive=keep_alive) as crowd:
        before, said = set(stand.site.workers()), len(stand.site.log())
        os.kill(stand.site.pid, signal.SIGHUP)
        wait_until(
            lambda: len(stand.site.workers()) == len(before) and not before & set(stand.site.workers()),
            lambda: f"The workers were not replaced:\n{stand.site.log()[said:]}",
        )
        crowd.everyone_gets_on()
    assert crowd.refusals() == []
    assert [each for each in crowd.alive.answers if each.status != 200] == []
    assert complaints(stand, said) == []
    expect_kept(stand, crowd)


def tell_pgbouncer(stand: Stand, command: bytes) -> None:
    """Give PgBouncer a command on its console."""
    url = urlsplit(stand.pgbouncer.url)._replace(path="/pgbouncer").geturl()
    # The console knows only the simple protocol, and no transactions.
    connection = psycopg.connect(url, autocommit=True, prepare_threshold=None)
    connection.execute(command)
    connection.close()


def is_ready(stand: Stand) -> bool:
    """Whether a database is there for whoever answers."""
    sender = Sender(stand.site.url, keep_alive=False)
    return sender.send("GET", "/readyz").status == 200


def is_taken(stand: Stand) -> bool:
    """Whether a webhook is accepted."""
    return send_webhook(stand.identity, stand.site.url).status == 204


def send_webhook(identity: LocalIdentity, url: str) -> Answer:
    """Tell the site of a new person, as Clerk does."""
    body, headers = identity.event("user.created", new_user("Webhook"))
    sender = Sender(url)
    answer = sender.send("POST", "/api/webhooks/clerk", body=body, headers=headers)
    sender.close()
    return answer
