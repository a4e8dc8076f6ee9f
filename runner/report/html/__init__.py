"""The report as a page: one file, no network, readable without scripts and with all of it in them."""

from runner.report.html.page import render

__all__ = ["render"]
