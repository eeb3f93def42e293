"""Name the languages, services and facts of access an event can promise. Pure."""

from enum import StrEnum

from civic.kit.text import N_


class Feature(StrEnum):
    """Name one language, service or fact of the place."""

    MANDARIN = "mandarin"
    TAIGI = "taigi"
    HAKKA = "hakka"
    ENGLISH = "english"
    VIETNAMESE = "vietnamese"
    INDONESIAN = "indonesian"
    SIGN_LANGUAGE = "sign_language"
    CAPTIONS = "captions"
    CHILDCARE = "childcare"
    PICTURES = "pictures"
    STEP_FREE = "step_free"
    LIFT = "lift"
    TOILET = "toilet"
    HEARING_LOOP = "hearing_loop"
    PARKING = "parking"


LANGUAGES = (
    Feature.MANDARIN,
    Feature.TAIGI,
    Feature.HAKKA,
    Feature.ENGLISH,
    Feature.VIETNAMESE,
    Feature.INDONESIAN,
)
SERVICES = (Feature.SIGN_LANGUAGE, Feature.CAPTIONS, Feature.CHILDCARE, Feature.PICTURES)
PLACE = (Feature.STEP_FREE, Feature.LIFT, Feature.TOILET, Feature.HEARING_LOOP, Feature.PARKING)

FEATURE_LABELS = {
    Feature.MANDARIN: N_("Mandarin"),
    Feature.TAIGI: N_("Taigi (Taiwanese)"),
    Feature.HAKKA: N_("Hakka"),
    Feature.ENGLISH: N_("English"),
    Feature.VIETNAMESE: N_("Vietnamese"),
    Feature.INDONESIAN: N_("Indonesian"),
    Feature.SIGN_LANGUAGE: N_("Sign language"),
    Feature.CAPTIONS: N_("Live captions"),
    Feature.CHILDCARE: N_("Child care"),
    Feature.PICTURES: N_("Easy language and pictures"),
    Feature.STEP_FREE: N_("Step-free for wheelchairs"),
    Feature.LIFT: N_("Lift"),
    Feature.TOILET: N_("Accessible toilet"),
    Feature.HEARING_LOOP: N_("Hearing loop"),
    Feature.PARKING: N_("Accessible parking"),
}
