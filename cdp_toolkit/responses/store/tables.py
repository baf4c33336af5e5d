"""Tables of the store, as the last migration leaves them. Texts are as the response file has them."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

metadata = MetaData()

migrations = Table("migrations", metadata, Column("name", String(80), primary_key=True), Column("at", String(32), nullable=False))

projects = Table(
    "projects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("edition", String(40), nullable=False),
    Column("facts", Text, nullable=False),  # JSON: sectors, issues, requesters, flags, reporting year, deadlines
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("password", String(200)),  # hash; none for a person who cannot log in
    Column("active", Boolean, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("question", String(20), nullable=False),
    Column("row", String(120), nullable=False),  # "" in a table of one row
    Column("column", String(80), nullable=False),
    Column("value", Text),  # none once it was emptied: the history stays
    Column("status", String(20), nullable=False),
    Column("source", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", ForeignKey("people.id"), nullable=False),
    Column("drafter", ForeignKey("people.id"), nullable=False),  # who wrote the value; cannot approve it
    Column("at", String(32), nullable=False),
    UniqueConstraint("project", "question", "row", "column"),
)

history = Table(
    "history",
    metadata,
    Column("answer", ForeignKey("answers.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("value", Text),
    Column("status", String(20), nullable=False),
    Column("source", Text, nullable=False),
    Column("author", ForeignKey("people.id"), nullable=False),
    Column("at", String(32), nullable=False),
    Column("why", Text, nullable=False),
)

comments = Table(
    "comments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("about", String(240), nullable=False),  # an address, or a question
    Column("author", ForeignKey("people.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("resolved", Boolean, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    Column("project", ForeignKey("projects.id"), primary_key=True),
    Column("question", String(20), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("due", String(10)),
)

not_applicable = Table(
    "not_applicable",
    metadata,
    Column("project", ForeignKey("projects.id"), primary_key=True),
    Column("question", String(20), primary_key=True),
    Column("reason", Text, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("about", String(240), nullable=False),
    Column("name", String(255), nullable=False),
    Column("sha256", ForeignKey("files.sha256"), nullable=False),
    Column("author", ForeignKey("people.id"), nullable=False),
    Column("at", String(32), nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("project", ForeignKey("projects.id"), primary_key=True),
    Column("about", String(240), primary_key=True),
    Column("holds", Boolean, nullable=False),
    Column("author", ForeignKey("people.id"), nullable=False),
    Column("at", String(32), nullable=False),
    Column("reason", Text, nullable=False),
)

waivers = Table(
    "waivers",
    metadata,
    Column("project", ForeignKey("projects.id"), primary_key=True),
    Column("check", String(80), primary_key=True),
    Column("about", String(240), primary_key=True),
    Column("author", ForeignKey("people.id"), nullable=False),
    Column("at", String(32), nullable=False),
    Column("reason", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("author", ForeignKey("people.id"), nullable=False),
    Column("at", String(32), nullable=False),
    Column("result", Text, nullable=False),
)

# One row: the hash of the newest entry, so that entries taken from the end are missed.
trail_head = Table("trail_head", metadata, Column("id", Integer, primary_key=True), Column("hash", String(64), nullable=False))

trail = Table(
    "trail",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", String(120), nullable=False),
    Column("project", Integer),
    Column("action", String(40), nullable=False),
    Column("about", String(240), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("why", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

Index("trail_about", trail.c.project, trail.c.about)
Index("comments_about", comments.c.project, comments.c.about)
Index("evidence_about", evidence.c.project, evidence.c.about)
