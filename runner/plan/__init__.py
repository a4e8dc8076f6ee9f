"""What will run, in which order, decided before anything is sent."""

from runner.plan.build import make_scenarios
from runner.plan.selection import Filters, Selection, Selector, parse_selector

__all__ = ["Filters", "Selection", "Selector", "make_scenarios", "parse_selector"]
