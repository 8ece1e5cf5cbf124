"""Which events a broker's topic has."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("published_at", sa.BigInteger(), nullable=True))
    op.create_index("events_published", "events", ["published_at", "decided_at", "at", "id"], unique=False)
