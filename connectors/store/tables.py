"""Every table of the store, in one place. A record is kept as its wire JSON (`data`) beside the columns queries need.

There are no foreign keys: what a row points at may go earlier than the row (articles are kept for months, reports for
good), and every write is an upsert. `vedette db check` looks for what points at nothing. A change here needs a
migration; a test compares the two.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table

from connectors.store.columns import NEVER, Key, Moment, Wire, Words

metadata = MetaData()


def _leased() -> list[Column[object]]:
    """Who works on a row, and until when it is his."""
    return [
        Column("lease_owner", Words, nullable=False, default=""),
        Column("lease_until", Moment, nullable=False, default=NEVER),
    ]


feeds = Table(
    "feeds",
    metadata,
    Column("url", Key, primary_key=True),
    Column("owner", Words, nullable=False, default=""),  # the file that defines it; "": the store's own
    Column("active", Boolean, nullable=False, default=True),  # False: its file no longer names it; its state stays
    Column("host", Key, nullable=False),
    Column("next_due", Moment, nullable=False, default=NEVER),
    Column("state", Wire, nullable=False),
    Column("data", Wire, nullable=False),
    *_leased(),
    Index("feeds_due", "active", "next_due"),
    Index("feeds_host", "host"),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", Key, primary_key=True),
    Column("free_at", Moment, nullable=False, default=NEVER),  # the next moment that nobody has reserved
)

entries = Table(  # the inbox
    "entries",
    metadata,
    Column("id", Words, primary_key=True),
    Column("number", BigInteger, nullable=False),  # the order of arrival, roughly: microseconds
    Column("feed", Words, nullable=False),
    Column("arrived", Moment, nullable=False),
    Column("done_at", Moment),  # NULL: waiting
    Column("attempts", Integer, nullable=False, default=0),
    Column("data", Wire, nullable=False),
    *_leased(),
    Index("entries_done", "done_at", "number", "id"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Words, primary_key=True),
    Column("entry_key", Key, nullable=False),
    Column("feed", Words, nullable=False),
    Column("outlet", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("passed", Boolean, nullable=False, default=False),  # whether the scan let it through
    Column("data", Wire, nullable=False),
    Index("articles_entry", "entry_key"),
    Index("articles_seen", "seen_at"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Words, primary_key=True),
    Column("root", Words, nullable=False),
    Column("claim", Words, nullable=False),
    Column("military", Words, nullable=False),
    Column("activity", Words, nullable=False),
    Column("region", Words, nullable=False),
    Column("stance", Words, nullable=False),
    Column("entry_key", Key, nullable=False),
    Column("article", Words, nullable=False),
    Column("feed", Words, nullable=False),  # whose entry it was
    Column("outlet", Words, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("entry_seen_at", Moment, nullable=False),  # when its entry was seen last, with whatever content
    Column("data", Wire, nullable=False),
    Index("reports_root", "root", "seen_at"),
    Index("reports_root_entry", "root", "entry_seen_at"),
    Index("reports_entry", "entry_key"),
    Index("reports_article", "article"),
    Index("reports_claim", "claim", "entry_seen_at"),
)

statements = Table(  # what was ever said of a root: claim and stance, of all its reports
    "statements",
    metadata,
    Column("claim", Words, primary_key=True),
    Column("stance", Words, primary_key=True),
    Column("root", Words, nullable=False),
    Column("military", Words, nullable=False),
    Column("activity", Words, nullable=False),
    Column("region", Words, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Index("statements_root", "root"),
)

sightings = Table(
    "sightings",
    metadata,
    Column("entry_key", Key, primary_key=True),
    Column("article", Words, primary_key=True),
    Column("seen_at", Moment, primary_key=True),
    Column("long_key", Words, nullable=False, default=""),  # the entry's key where the column has it shortened
    Index("sightings_seen", "seen_at"),
)

roots = Table(  # one row for each military root: whoever decides it locks it
    "roots",
    metadata,
    Column("root", Words, primary_key=True),
    Column("decided_at", Moment, nullable=False, default=NEVER),  # the latest `now` it was decided with
    Column("decisions", BigInteger, nullable=False, default=0),  # how often it was decided
    Column("folded", BigInteger, nullable=False, default=0),  # the number of the decision that its ledgers show
    Column("folded_at", Moment, nullable=False, default=NEVER),
    Column("version", Words, nullable=False, default=""),  # of what its memories were made with
)

memories = Table(  # where the walk through a thread may go on; a cache
    "memories",
    metadata,
    Column("thread", Words, primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("root", Words, nullable=False),
    Column("subscription", Words, nullable=False),
    Column("predicate", Words, nullable=False),
    Column("closes_at", Moment),  # when silence will decide something; only that of the newest counts
    Column("data", Wire, nullable=False),
    Index("memories_root", "root"),
)

ledgers = Table(
    "ledgers",
    metadata,
    Column("claim", Words, primary_key=True),
    Column("root", Words, nullable=False),
    Column("military", Words, nullable=False),
    Column("activity", Words, nullable=False),
    Column("region", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("data", Wire, nullable=False),
    Index("ledgers_root", "root"),
    Index("ledgers_region", "region"),
    Index("ledgers_last", "last_seen"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("name", Words, primary_key=True),
    Column("owner", Words, nullable=False, default=""),
    Column("active", Boolean, nullable=False, default=True),
    Column("position", Integer, nullable=False, default=0),  # its place in the file
    Column("begun", Words, nullable=False, default=""),  # the predicate with which it began
    Column("begun_at", Moment),
    Column("data", Wire, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Words, primary_key=True),
    Column("thread", Words, nullable=False),
    Column("episode", Words, nullable=False),
    Column("subscription", Words, nullable=False),
    Column("root", Words, nullable=False),
    Column("region", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("superseded_at", Moment),  # it was decided and no longer follows
    Column("published_at", Moment),  # a broker's topic has it; NULL where none is asked for, too
    Column("report", Words, nullable=False, default=""),  # its cause
    Column("data", Wire, nullable=False),
    Index("events_thread", "thread", "at"),
    Index("events_root", "root", "at"),
    Index("events_at", "at"),
    Index("events_report", "report"),
    Index("events_subscription", "subscription", "at"),
    Index("events_published", "published_at", "decided_at", "at", "id"),
)

alerts = Table(  # a thread in an episode, as it stands
    "alerts",
    metadata,
    Column("thread", Words, primary_key=True),
    Column("episode", Words, primary_key=True),
    Column("subscription", Words, nullable=False),
    Column("root", Words, nullable=False),
    Column("region", Words, nullable=False),
    Column("activity_group", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Index("alerts_last", "last_at"),
    Index("alerts_subscription", "subscription", "last_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Words, primary_key=True),
    Column("event", Words, nullable=False),
    Column("subscription", Words, nullable=False),
    Column("destination", Words, nullable=False),
    Column("slot", Words, nullable=False, default=""),
    Column("not_before", Moment, nullable=False),
    Column("event_at", Moment, nullable=False),
    Column("state", Words, nullable=False, default="waiting"),  # waiting, done, held, dead
    Column("message", Words, nullable=False, default=""),  # the id it travels under, once it was taken
    Column("attempt", Integer, nullable=False, default=0),
    Column("ended_at", Moment),
    Column("error", Words, nullable=False, default=""),
    *_leased(),
    Index("outbox_due", "state", "destination", "not_before"),
    Index("outbox_message", "message"),
    Index("outbox_event", "event"),
    Index("outbox_ended", "destination", "state", "ended_at"),
)

silences = Table(
    "silences",
    metadata,
    Column("id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("until", Moment),
    Column("data", Wire, nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("event", Words, nullable=False),
    Column("subscription", Words, nullable=False),
    Column("feed", Words, nullable=False),
    Column("is_right", Boolean, nullable=False),
    Column("because", Words, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    Column("data", Wire, nullable=False),
    Index("verdicts_event", "event"),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Words, primary_key=True),
    Column("stage", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("place", Words, nullable=False),
    Column("entry", Words, nullable=False, default=""),  # the inbox row it came from, where there is one
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("times", Integer, nullable=False, default=1),
    Column("requeued_at", Moment),
    Column("data", Wire, nullable=False),
    Index("dead_letters_last", "last_at"),
)

monitors = Table(  # who writes: on SQLite one at most
    "monitors",
    metadata,
    Column("name", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("host", Words, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("heartbeat", Moment, nullable=False),
)
