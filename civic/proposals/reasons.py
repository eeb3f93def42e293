"""Name why something cannot happen to a proposal, each with a sentence that tells what to do. Pure."""

from civic.kit.errors import Kind, Reason
from civic.kit.text import N_

SIGN_IN_FIRST = Reason("sign_in_first", N_("Sign in first; then come back to this proposal."), Kind.NOT_ALLOWED)
TITLE_LENGTH = Reason("proposal_title_length", N_("Give a title of 4 to 100 characters."), Kind.INVALID)
SUMMARY_LENGTH = Reason(
    "proposal_summary_length", N_("Say in 10 to 2,000 characters what should change."), Kind.INVALID
)
PLACE_MISSING = Reason(
    "proposal_place_missing", N_("Say where it is: a street, a park, a building or an address."), Kind.INVALID
)
VILLAGE_ELSEWHERE = Reason(
    "proposal_village_elsewhere",
    N_("This village is not in the district of the proposal. Choose one that is, or leave it open."),
    Kind.INVALID,
)
COST_NOT_POSITIVE = Reason(
    "proposal_cost_not_positive",
    N_("Give the cost in whole NT$, from 1 to 2,000,000,000, or leave it empty."),
    Kind.INVALID,
)
TEXT_TOO_LONG = Reason(
    "proposal_text_too_long",
    N_("One of the texts is too long. Each field says how many characters it holds."),
    Kind.INVALID,
)
COORDINATES_WRONG = Reason(
    "proposal_coordinates_wrong", N_("Give both latitude and longitude, or leave both empty."), Kind.INVALID
)
EDIT_CLOSED = Reason(
    "proposal_edit_closed",
    N_("An agency is reviewing this text, so it can no longer be edited. Add an argument to complete it."),
    Kind.NOT_NOW,
)
CHANGED_ELSEWHERE = Reason(
    "proposal_changed_elsewhere",
    N_("This proposal was changed on another device. Your text is below; compare it and save again."),
    Kind.CONFLICT,
)
SUBMITTED_ALREADY = Reason(
    "proposal_submitted_already",
    N_("This proposal is already submitted. You find its case number under My proposals."),
    Kind.CONFLICT,
)
NO_NUMBER = Reason(
    "proposal_no_number",
    N_("Many proposals arrive at this moment. Your draft is kept; submit it again in a minute."),
    Kind.CONFLICT,
)
SUPPORT_CLOSED = Reason(
    "proposal_support_closed",
    N_("Seconding is open from the residents' assembly until the ballot is fixed. Its history is below."),
    Kind.NOT_NOW,
)
NOT_A_RESIDENT = Reason(
    "proposal_not_a_resident",
    N_("Only verified residents of this district can second. Enter your voter code in your account."),
    Kind.NOT_ALLOWED,
)
ALREADY_SUPPORTED = Reason(
    "proposal_already_supported",
    N_("You have seconded this proposal; each person counts once."),
    Kind.CONFLICT,
)
ARGUMENTS_CLOSED = Reason(
    "proposal_arguments_closed",
    N_("Arguments are collected until the ballot is fixed. You can still read those below."),
    Kind.NOT_NOW,
)
ARGUMENT_LENGTH = Reason("proposal_argument_length", N_("Write 4 to 2,000 characters."), Kind.INVALID)
NOT_IN_SCREENING = Reason(
    "proposal_not_in_screening",
    N_("This proposal is not waiting for screening. Reload the queue."),
    Kind.CONFLICT,
)
FACET_MISSING = Reason(
    "proposal_facet_missing",
    N_("Choose a facet before you accept it; the facet decides the lead agency."),
    Kind.INVALID,
)
REASON_MISSING = Reason(
    "proposal_reason_missing", N_("Write the reason; the author and the public will read it."), Kind.INVALID
)
ANSWER_MISSING = Reason(
    "proposal_answer_missing", N_("Write the public answer before you complete the review."), Kind.INVALID
)
REVIEW_OTHER_STAGE = Reason(
    "proposal_review_other_stage",
    N_("This proposal is not in this stage of deliberation. Reload the page to see where it stands."),
    Kind.CONFLICT,
)
ALREADY_REVIEWED = Reason(
    "proposal_already_reviewed",
    N_("This review is completed and public; it can no longer be changed."),
    Kind.CONFLICT,
)
WITHDRAW_DRAFT = Reason(
    "proposal_withdraw_draft", N_("A draft is seen by nobody else; discard it instead."), Kind.CONFLICT
)
DISCARD_SUBMITTED = Reason(
    "proposal_discard_submitted",
    N_("A submitted proposal cannot be discarded; withdraw it instead."),
    Kind.CONFLICT,
)
WITHDRAW_CLOSED = Reason(
    "proposal_withdraw_closed",
    N_("The ballot is fixed, so this proposal can no longer be withdrawn. Ask the programme office."),
    Kind.NOT_NOW,
)
MERGE_INTO_ITSELF = Reason("proposal_merge_itself", N_("Choose another proposal to merge into."), Kind.INVALID)
MERGE_OTHER_DISTRICT = Reason(
    "proposal_merge_other_district",
    N_("Proposals can only be merged inside one district and one year. Choose another one."),
    Kind.INVALID,
)
MERGE_NOT_FOUND = Reason(
    "proposal_merge_not_found",
    N_("No public proposal has this case number. Copy it from the other proposal's page."),
    Kind.INVALID,
)
MERGE_CLOSED = Reason(
    "proposal_merge_closed",
    N_("Both proposals must still be under way, and the other one public. Choose another one."),
    Kind.NOT_NOW,
)
NO_SUCH_STEP = Reason(
    "proposal_no_such_step",
    N_("This step does not follow from where the proposal stands. Reload the page."),
    Kind.CONFLICT,
)
MOVED_MEANWHILE = Reason(
    "proposal_moved_meanwhile",
    N_("Somebody moved this proposal a moment ago. Reload the page."),
    Kind.CONFLICT,
)
