"""The outside, made real: network, settings, servers, clock."""
