"""All tables of the service's own database, for migrations and tests."""

import experts.models
import kernel.accounts
import kernel.outbox
import ledger.models
import meetings.models
import panel.models
from kernel.database import Base

__all__ = ["Base"]
