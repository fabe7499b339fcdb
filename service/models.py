"""All tables of the service's own database, for migrations and tests."""

import experts.life_models
import experts.models
import kernel.access.models
import kernel.accounts
import kernel.numbering
import kernel.outbox
import kernel.sheets.upload_models
import kernel.units
import kernel.web.models
import kernel.work_calendar
import ledger.models
import meetings.models
import panel.models
import service.api.models
from kernel.database import Base

__all__ = ["Base"]
