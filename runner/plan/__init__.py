"""What will run, in which order, decided before anything is sent."""

from runner.plan.build import make_scenarios
from runner.plan.selection import Selection, Selector, parse_selector

__all__ = ["Selection", "Selector", "make_scenarios", "parse_selector"]
