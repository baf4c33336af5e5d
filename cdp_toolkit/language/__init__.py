"""The closed rule language that display conditions, criteria and checks are written in."""
