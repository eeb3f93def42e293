"""Name why something cannot happen in a vote, each with a sentence that tells what to do. Pure."""

from civic.kit.errors import Kind, Reason
from civic.kit.text import N_

SIGN_IN = Reason("vote_sign_in", N_("Sign in to vote."), Kind.NOT_ALLOWED)
NOT_ON_ROLL = Reason(
    "vote_not_on_roll",
    N_("You are not on this district's roll. Enter your voter code in your account, or ask at the desk."),
    Kind.NOT_ALLOWED,
)
NOT_OPEN_YET = Reason("vote_not_open", N_("The vote in this district is not open yet."), Kind.NOT_NOW)
CLOSED = Reason(
    "vote_closed",
    N_("The vote is closed. This ballot was not counted; a ballot recorded before the close still counts."),
    Kind.NOT_NOW,
)
ALREADY_VOTED = Reason(
    "vote_already", N_("You have already voted, and in this round a ballot is final."), Kind.CONFLICT
)
PAPER_TAKEN = Reason(
    "vote_paper_taken",
    N_("A ballot paper was handed out to you. Vote with it: your vote is on paper."),
    Kind.CONFLICT,
)
NOT_ALL_READ = Reason(
    "vote_unread",
    N_("This round asks you to read every project before you cast. Still to read: %(titles)s."),
    Kind.INVALID,
)
VOTED_MEANWHILE = Reason(
    "vote_meanwhile",
    N_("Another ballot of yours was recorded at the same moment. Open the booth again to see it."),
    Kind.CONFLICT,
)
USED_FORM = Reason(
    "vote_form_used",
    N_("This form has already been used for another ballot. Begin again in the booth."),
    Kind.CONFLICT,
)
BAD_FORM = Reason("vote_form_bad", N_("This form is no longer valid. Begin again in the booth."), Kind.INVALID)
CHANNEL_CLOSED = Reason("vote_channel", N_("This round does not take ballots this way."), Kind.NOT_NOW)

NOTHING_CHOSEN = Reason(
    "ballot_empty", N_("Choose at least one project, or cast a blank ballot on purpose."), Kind.INVALID
)
BLANK_WITH_CHOICES = Reason(
    "ballot_blank_marked",
    N_("A blank ballot has no choices. Take the choices away or cast them."),
    Kind.INVALID,
)
UNKNOWN_ITEM = Reason(
    "ballot_unknown", N_("A chosen project is not on this ballot. Begin again in the booth."), Kind.INVALID
)
TOO_FEW = Reason("ballot_few", N_("Choose at least %(least)s projects."), Kind.INVALID)
TOO_MANY = Reason("ballot_many", N_("Choose at most %(most)s projects."), Kind.INVALID)
TOO_COSTLY = Reason(
    "ballot_costly", N_("The chosen projects cost more than the pot together. Take one away."), Kind.INVALID
)
DOUBLED_RANK = Reason("ballot_doubled_rank", N_("Give each rank to one project only."), Kind.INVALID)
NOT_WHOLE = Reason("ballot_not_whole", N_("Write a whole number, or leave the field empty."), Kind.INVALID)
BAD_POINTS = Reason("ballot_points", N_("Give whole points from 1 up, at most %(points)s together."), Kind.INVALID)

NOTHING_READY = Reason(
    "round_nothing_ready", N_("No proposal has a completed review without a red light yet."), Kind.CONFLICT
)
NO_ITEMS = Reason("round_no_items", N_("Place the proposals on the ballot first."), Kind.CONFLICT)
NO_VOTE_PHASE = Reason("round_no_vote_phase", N_("Set the dates of the vote first."), Kind.CONFLICT)
VOTE_OVER = Reason("round_vote_over", N_("The voting period has already ended. Set new dates first."), Kind.NOT_NOW)
SAME_OPENER = Reason(
    "round_same_opener",
    N_("You have signed this opening. Another official must open the round."),
    Kind.NOT_ALLOWED,
)
SIGNED_MEANWHILE = Reason(
    "round_signed_meanwhile", N_("Somebody signed this opening a moment ago. Reload the page."), Kind.CONFLICT
)
ALREADY_OPEN = Reason("round_already_open", N_("This round is open already; its rules are fixed."), Kind.CONFLICT)
NOT_CLOSED = Reason("round_not_closed", N_("The vote is not closed. Nobody can count before the close."), Kind.NOT_NOW)
NEVER_OPENED = Reason("round_never_opened", N_("This round was never opened."), Kind.CONFLICT)
BOX_MISMATCH = Reason(
    "round_box_mismatch",
    N_("Box and roll do not match: %(ballots)s ballots, %(voters)s voters. Stop and call the auditors."),
    Kind.CONFLICT,
)
NOT_COUNTED = Reason("round_not_counted", N_("Count the ballots first."), Kind.CONFLICT)
SAME_COUNTER = Reason(
    "round_same_counter",
    N_("You have counted this round. Another official must announce the result."),
    Kind.NOT_ALLOWED,
)
ALREADY_PUBLISHED = Reason("round_published", N_("The result is announced already."), Kind.CONFLICT)

NO_SUCH_VOTER = Reason(
    "desk_no_voter",
    N_("Nobody with this number or code is on the roll of this round. Check it, or put the voter on the roll first."),
    Kind.CONFLICT,
)
PAPERS_NOT_SEEN = Reason("desk_papers", N_("See the voter's papers first and tick the box."), Kind.INVALID)

KIOSK_GONE = Reason(
    "kiosk_gone",
    N_("This booth is closed. A ballot already cast is in the box. To vote, ask at the desk for a new code."),
    Kind.NOT_ALLOWED,
)
KIOSK_BAD_CODE = Reason(
    "kiosk_code", N_("This code opens no booth. Check it, or ask at the desk for a new one."), Kind.INVALID
)
KIOSK_SIGNED_IN = Reason(
    "kiosk_signed_in",
    N_("Somebody is signed in on this device. Sign out first: the kiosk must lead to nobody's account."),
    Kind.CONFLICT,
)
