"""Runs a plan: yields events, and touches nothing itself."""
