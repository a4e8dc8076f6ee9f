"""steprun runs the steps in Markdown endpoint documents against an API, and says the truth about them."""

from runner.version import __version__

__all__ = ["__version__"]
