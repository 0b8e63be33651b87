"""Clients: which scorecard and client-survey figures are published, by how many are behind them.

Clients come as counts and means of offices, never as answers, so nothing of the published table
concerns them. This is the rule ``clients`` of ``generator.disclosure.RULES``.
"""
