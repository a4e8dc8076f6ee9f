"""Faults: misbehaviour on request, to see how a client takes it; how it is asked for, and what is put up."""
