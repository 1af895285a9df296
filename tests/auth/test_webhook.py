"""Clerk's webhooks: really signed bodies are read, and whatever else comes is refused in one way."""

import base64
import json
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from svix.webhooks import Webhook

from webapp.auth import webhook
from webapp.auth.people import NEVER, Person, Version
from webapp.auth.webhook import Deleted, Saved, UnacceptableError, verify

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
BODY = '{"type": "user.deleted", "data": {"id": "user_1"}}'
ID = "msg_1"


def signature(body: str = BODY, *, at: datetime | None = None, secret: str = SECRET, name: str = ID) -> str:
    return Webhook(secret).sign(name, at or datetime.now(UTC), body)


def headers(**changes: str) -> dict[str, str]:
    now = datetime.now(UTC)
    usual = {"svix-id": ID, "svix-timestamp": str(int(now.timestamp())), "svix-signature": signature(at=now)}
    return usual | {name.replace("_", "-"): value for name, value in changes.items()}


def event(kind: str, data: object, **envelope: object) -> bytes:
    return json.dumps({"type": kind, "object": "event", "data": data, **envelope}).encode()


def read(body: bytes) -> Saved | Deleted | None:
    return webhook.read(body, ID)


def user(**changes: object) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "id": "user_1",
        "email_addresses": [
            {"id": "idn_1", "email_address": "old@topset.example"},
            {"id": "idn_2", "email_address": "ana@topset.example"},
        ],
        "primary_email_address_id": "idn_2",
        "first_name": "Ana",
        "last_name": "Lima",
        "image_url": "https://img.clerk.com/1",
        "updated_at": 1_790_000_000_123,
        "created_at": 1_700_000_000_000,
        "phone_numbers": [],
    }
    return usual | changes


def person(**changes: object) -> Person:
    said = read(event("user.updated", user(**changes)))
    assert isinstance(said, Saved)
    return said.person


def test_a_really_signed_body_is_accepted_under_its_id() -> None:
    assert verify(SECRET, BODY.encode(), headers()) == ID


def test_header_names_may_be_written_in_any_case() -> None:
    verify(SECRET, BODY.encode(), {name.title(): value for name, value in headers().items()})


def test_one_good_signature_of_several_is_enough() -> None:
    other = signature(secret="whsec_" + base64.b64encode(bytes(32)).decode())

    verify(SECRET, BODY.encode(), headers(svix_signature=f"v1a,x {other} {signature()}"))


def test_a_body_beyond_ascii_is_signed_as_its_bytes() -> None:
    body = json.dumps({"first_name": "Zoë 🏋"}, ensure_ascii=False)

    verify(SECRET, body.encode(), headers(svix_signature=signature(body)))


@pytest.mark.parametrize(
    "sent",
    [
        {"svix-id": ID},
        {},
        headers(svix_signature=signature(secret="whsec_" + base64.b64encode(bytes(32)).decode())),
        headers(svix_signature=signature(BODY + " ")),
        headers(svix_id="msg_2"),
        headers(svix_timestamp=str(int(datetime.now(UTC).timestamp()) - 1)),
    ],
)
def test_a_body_that_was_not_signed_so_is_refused(sent: dict[str, str]) -> None:
    with pytest.raises(UnacceptableError):
        verify(SECRET, BODY.encode(), sent)


@pytest.mark.parametrize("minutes", [-6, 6, -60 * 24 * 365])
def test_a_body_signed_at_another_time_is_refused(minutes: int) -> None:
    at = datetime.now(UTC) + timedelta(minutes=minutes)

    with pytest.raises(UnacceptableError):
        verify(SECRET, BODY.encode(), headers(svix_timestamp=str(int(at.timestamp())), svix_signature=signature(at=at)))


@pytest.mark.parametrize("minutes", [-4, 4])
def test_clocks_may_differ_by_minutes(minutes: int) -> None:
    at = datetime.now(UTC) + timedelta(minutes=minutes)

    verify(SECRET, BODY.encode(), headers(svix_timestamp=str(int(at.timestamp())), svix_signature=signature(at=at)))


@pytest.mark.parametrize("name", ["svix_id", "svix_timestamp", "svix_signature"])
@pytest.mark.parametrize(
    "value",
    [
        "", " ", ",", "v1", "v1,", "v1,,", "v1,x", "v1,xxxx", "v1,é", "v1,AAAA,BBBB", "v2,AAAA", ",,,,", "1,2 3,4", "=", "v1,=",
        "nan", "-nan", "inf", "-inf", "1e400", "-1e400", "1e18", "1e308", "0", "-1", "-99999999999999", "0x10", "1_0", "²",
        "é", "\x00", "\udcff", "🏋", "a" * 100_000, "9" * 5000, "v1," * 1000, "v1,A " * 1000,
    ],
)  # fmt: skip
def test_a_malformed_header_is_refused_and_nothing_else(name: str, value: str) -> None:
    with pytest.raises(UnacceptableError):
        verify(SECRET, BODY.encode(), headers(**{name: value}))


@pytest.mark.parametrize("letter", [*string.printable, "\x7f", "\xff", "\u20ac"])
def test_a_signature_with_any_one_letter_wrong_is_refused(letter: str) -> None:
    good = signature()
    for place in (0, 1, 2, 3, 20, len(good) - 3):
        if good[place] != letter:
            with pytest.raises(UnacceptableError):
                verify(SECRET, BODY.encode(), headers(svix_signature=good[:place] + letter + good[place + 1 :]))


@pytest.mark.parametrize("body", [b"\xff\xfe", b"\x80", b"", b"\xed\xa0\x80"])
def test_a_body_that_is_not_text_is_refused(body: bytes) -> None:
    with pytest.raises(UnacceptableError):
        verify(SECRET, body, headers())


@pytest.mark.parametrize("kind", ["user.created", "user.updated"])
def test_a_created_or_updated_user_is_a_person(kind: str) -> None:
    said = read(event(kind, user()))

    assert said == Saved(
        Person(
            id="user_1",
            email="ana@topset.example",
            first_name="Ana",
            last_name="Lima",
            image_url="https://img.clerk.com/1",
            version=Version(datetime(2026, 9, 21, 14, 13, 20, 123_000, tzinfo=UTC), NEVER, ID),
        )
    )


def test_the_address_is_the_primary_one_or_none() -> None:
    assert person(primary_email_address_id=None).email is None
    assert person(primary_email_address_id="idn_9").email is None
    assert person(email_addresses=[]).email is None
    assert person(primary_email_address_id="idn_1").email == "old@topset.example"


def test_a_user_with_only_an_id_is_fine() -> None:
    said = read(event("user.created", {"id": "user_1", "updated_at": 0}))

    assert said == Saved(Person("user_1", None, None, None, None, Version(NEVER, NEVER, ID)))


def test_what_is_said_is_ordered_by_when_and_in_which_message() -> None:
    said = read(event("user.updated", user(updated_at=0), timestamp=1_790_000_000_456))

    assert isinstance(said, Saved)
    assert said.person.version == Version(NEVER, datetime(2026, 9, 21, 14, 13, 20, 456_000, tzinfo=UTC), ID)


def test_a_person_with_only_a_phone_number_has_no_address() -> None:
    phone = {"id": "idn_3", "phone_number": "+15555550100"}

    said = person(
        email_addresses=[], primary_email_address_id=None, phone_numbers=[phone], primary_phone_number_id="idn_3"
    )

    assert (said.id, said.email) == ("user_1", None)


def test_a_message_is_named_by_the_header_that_was_signed() -> None:
    """The library also knows the names of a standard that Clerk does not use."""
    renamed = {name.replace("svix", "webhook"): value for name, value in headers().items()}

    with pytest.raises(UnacceptableError):
        verify(SECRET, BODY.encode(), renamed)


@pytest.mark.parametrize("told", [{"instance_id": "ins_2"}, {"instance_id": None}, {"instance_id": ["ins_1"]}, {}])
@pytest.mark.parametrize("kind", ["user.created", "user.deleted", "session.created"])
def test_another_instance_is_not_believed(kind: str, told: dict[str, object]) -> None:
    with pytest.raises(UnacceptableError):
        webhook.read(event(kind, user(), **told), ID, "ins_1")


def test_our_own_instance_is_believed_and_any_is_when_none_is_configured() -> None:
    body = event("user.created", user(), instance_id="ins_1")

    assert isinstance(webhook.read(body, ID, "ins_1"), Saved)
    assert webhook.read(body, ID, "ins_1") == webhook.read(body, ID)


def test_a_deletion_happened_when_its_envelope_says() -> None:
    said = read(event("user.deleted", {"id": "user_1", "deleted": True}, timestamp=1_790_000_000_000))

    assert said == Deleted("user_1", datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC))


def test_a_deletion_without_a_time_happened_now() -> None:
    before = datetime.now(UTC)
    said = read(event("user.deleted", {"id": "user_1"}))

    assert isinstance(said, Deleted)
    assert before <= said.at <= datetime.now(UTC)


@pytest.mark.parametrize(
    "kind", ["session.created", "organization.updated", "email.created", "", "user.createdX", "USER.CREATED"]
)
def test_what_is_not_about_a_person_is_left_alone(kind: str) -> None:
    assert read(event(kind, {"anything": [1, 2, 3]})) is None


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"1", b'"user.created"', b"{", b"\xff", b"NaN", b'{"type": "user.created"}',
        b'{"data": {}}', b'{"type": 1, "data": {}}', b'{"type": "user.created", "data": []}',
        b"[" * 100_000, b'{"type": "user.created", "data": {"a": ' + b"9" * 5000 + b"}}",
        event("user.created", {}),
        event("user.created", {"id": "user_1"}),
        event("user.created", user(id="")),
        event("user.created", user(id=7)),
        event("user.created", user(id="x" * 256)),
        event("user.created", user(updated_at=None)),
        event("user.created", user(updated_at="yesterday")),
        event("user.created", user(updated_at=-1)),
        event("user.created", user(updated_at=10**15)),
        event("user.created", user(updated_at=float("nan"))),
        event("user.created", user(email_addresses=None)),
        event("user.created", user(email_addresses=[{"id": 1}])),
        event("user.created", user(first_name=["Ana"])),
        event("user.deleted", {}),
        event("user.deleted", {"id": None}),
        event("user.deleted", {"id": "user_1"}, timestamp="late"),
        event("user.deleted", {"id": "user_1"}, timestamp=10**30),
        event("user.deleted", {"id": "user_1"}, timestamp=-1),
    ],
)  # fmt: skip
def test_a_body_that_makes_no_sense_is_refused(body: bytes) -> None:
    with pytest.raises(UnacceptableError):
        read(body)


@pytest.mark.parametrize("text", ["Ana\x00", "\ud800"])
@pytest.mark.parametrize("field", ["id", "first_name", "last_name", "image_url"])
def test_text_that_no_database_can_keep_is_refused(field: str, text: str) -> None:
    with pytest.raises(UnacceptableError):
        read(event("user.created", user(**{field: text})))


@pytest.mark.parametrize("text", ["Ana\x00", "\ud800"])
def test_an_address_that_no_database_can_keep_is_refused(text: str) -> None:
    with pytest.raises(UnacceptableError):
        read(event("user.created", user(email_addresses=[{"id": "idn_2", "email_address": text}])))
