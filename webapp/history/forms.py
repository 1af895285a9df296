"""What the history's address may say."""

import uuid

from pydantic import AwareDatetime

from webapp.forms import Form


class PlaceForm(Form):
    """Where to go on reading, down to which workout to show at once, and which one was just deleted."""

    before: AwareDatetime | None = None
    before_id: uuid.UUID | None = None
    before_zone: str | None = None
    until: uuid.UUID | None = None
    deleted: uuid.UUID | None = None
