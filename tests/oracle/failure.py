"""The one failure of the oracle: something that must not be accepted was not accepted."""


class Refused(Exception):
    """A tag, a point, a size or a number is wrong."""
