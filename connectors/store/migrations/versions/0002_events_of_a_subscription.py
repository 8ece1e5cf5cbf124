"""The newest events of one subscription are found without reading those of all others."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("events_subscription", "events", ["subscription", "at"], unique=False)
