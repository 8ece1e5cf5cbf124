"""Alembic's entry: runs migrations on the connection that `connectors.store.schema` hands over, in its transaction."""

from alembic import context

from connectors.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column by copying the table
    transaction_per_migration=False,
)
context.run_migrations()
