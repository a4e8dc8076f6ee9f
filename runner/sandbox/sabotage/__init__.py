"""Sabotage: faults, carried out on the wire."""
