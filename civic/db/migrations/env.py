"""Run migrations on the connection the caller hands over; see `civic.db.migrate`."""

from alembic import context

connection = context.config.attributes["connection"]
metadata = context.config.attributes.get("metadata")

context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
