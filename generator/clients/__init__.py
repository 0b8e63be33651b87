"""Clients: which scorecard and client-survey figures are published, by how many are behind them.

Clients come as counts and means of offices, never as answers, so nothing of the published table
concerns them. This is the rule ``clients`` of ``generator.disclosure.RULES``.
"""

from generator.clients.corrections import without_small_corrections
from generator.clients.few import protect_clients
from generator.clients.releases import without_few_more_clients

__all__ = ["protect_clients", "without_few_more_clients", "without_small_corrections"]
