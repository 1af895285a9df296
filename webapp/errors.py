"""What can go wrong in the domain; web.py turns each into one kind of answer."""


class TopsetError(Exception):
    """The base of all; the message is for the lifter and says what to do."""


class NotFoundError(TopsetError):
    """No such thing, or not yours: the two look alike on purpose (404)."""


class ConflictError(TopsetError):
    """The thing changed meanwhile; what is stored wins until the lifter decides (409)."""


class InvalidError(TopsetError):
    """A value the domain refuses though each field alone looked right (422)."""


class UnavailableError(TopsetError):
    """The database is away or too slow; asking again later is safe (503)."""


class ConfigError(TopsetError):
    """The environment does not describe a deployment that could work."""
