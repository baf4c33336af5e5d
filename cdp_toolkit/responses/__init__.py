"""Answers, their sources and status: the response file and the store."""
