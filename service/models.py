"""All tables of the service's own database, for migrations and tests."""

import kernel.accounts
import kernel.outbox  # noqa: F401  each import enters its tables in Base.metadata
from kernel.database import Base

__all__ = ["Base"]
