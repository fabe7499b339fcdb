"""Alembic's entry: run the migrations on the connection that `service.migrate` opened."""

from service.migration_env import run

run()
