"""Every error of the domain is one kind of answer."""

import pytest

from webapp import errors, web
from webapp.errors import ConfigError, TopsetError

# What other modules add to these reaches an operator's terminal, and no request.
DOMAIN = [each for each in TopsetError.__subclasses__() if each.__module__ == errors.__name__]
ANSWERED = [each for each in DOMAIN if each is not ConfigError]


@pytest.mark.parametrize("error", ANSWERED)
def test_each_error_of_the_domain_has_a_status_and_words(error: type[TopsetError]) -> None:
    assert error in web.STATUS
    assert web.STATUS[error] in web.TITLES


def test_the_errors_of_the_domain_are_known_by_name() -> None:
    assert {each.__name__ for each in ANSWERED} == {
        "NotFoundError",
        "ConflictError",
        "InvalidError",
        "UnavailableError",
    }
    assert errors.ConfigError not in web.STATUS
