"""Load the tables of every feature, so that the database knows them all: for migrations and tests."""

from civic.accounts import models as accounts
from civic.audit import models as audit
from civic.db.base import Base
from civic.events import models as events
from civic.events import plenum_models as plenum
from civic.events import records as event_records
from civic.events import tablet_models as tablets
from civic.governance import models as governance
from civic.needs import models as needs
from civic.outbox import models as outbox
from civic.programme import models as programme
from civic.proposals import models as proposals
from civic.surveys import models as surveys
from civic.voting import desk_models as voting_desk
from civic.voting import models as voting
from civic.voting.office import models as voting_office

FEATURES = (
    accounts, audit, events, event_records, plenum, tablets, governance, needs, outbox, programme, proposals, surveys,
    voting, voting_desk, voting_office,
)  # fmt: skip
metadata = Base.metadata
