"""Clients that are no browser: they send what they are told to and hold cookies."""

from contextvars import copy_context
from typing import Any

from flask import Flask
from werkzeug.test import Client, TestResponse


class Caller(Client):
    """A client whose requests each have a context of their own, as in a server: a budget does not outlive one."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, TestResponse)

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        """Send a request."""
        return copy_context().run(super().open, *arguments, **options)
