"""The office report: what the leader of one analysis unit reads."""
