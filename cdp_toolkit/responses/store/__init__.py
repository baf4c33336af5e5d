"""The store of a team: answers with their history, comments, assignments, evidence, verdicts, and the trail of it all.

SQLite by default, PostgreSQL by URL; the same SQL for both, written with SQLAlchemy Core.
"""

from sqlalchemy import Connection

from cdp_toolkit.responses.store.database import Person, Store, Work, open_store
from cdp_toolkit.responses.store.trail import Broken, verify

__all__ = ["Broken", "Connection", "Person", "Store", "Work", "open_store", "verify"]
