"""Write the demo's rounds: in each district one that is over and one whose vote is open today."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from civic.demo.scripts import Act, Opening, OutageScript, RoundScript, UrnScript
from civic.demo.scripts_later import BallotScript
from civic.demo.tables import DISTRICTS, Time, rows
from civic.kit.clock import local
from civic.programme.rules import BallotKind, PhaseKind, Reading

SCALE = 5
"""The vote that is over is played with one voter in five, so that the demo is built in seconds."""

ELIGIBLE = {"beitou": 205425, "shilin": 227864, "wenshan": 217304, "nangang": 97278, "xinyi": 176064}
VOTERS = {"beitou": 650, "shilin": 700, "wenshan": 640, "nangang": 460, "xinyi": 550}
VOTED = frozenset({"needs", "consensus", "not_selected"})
"""The states of proposals that stood in the vote that is over."""

KINDS: Mapping[str, Mapping[str, Any]] = {
    "shilin": {"ballot_kind": BallotKind.KNAPSACK, "pot": 5_000_000, "reading": Reading.RECOMMENDED},
    "wenshan": {"max_choices": 1},
    "nangang": {"ballot_kind": BallotKind.RANKING, "reading": Reading.REQUIRED},
    "xinyi": {"ballot_kind": BallotKind.POINTS},
}
"""How each district votes today, so that every kind of ballot can be tried; Beitou chooses up to four."""

OFFICE, SECOND = "dol_desk", "dol_chief"


def list_rounds(time: Time) -> Iterator[RoundScript]:
    """Yield ten rounds; a round bears the year after its vote, in which its items are to be done."""
    for code, word in DISTRICTS.items():
        yield _round_then(time, code, word)
        yield _round_now(time, code, word)


def list_crowds(time: Time) -> Iterator[BallotScript]:
    """Yield the invented voters of the vote that is over: 3,000 in five districts."""
    for number, (code, word) in enumerate(DISTRICTS.items()):
        voted = [row for row in rows("proposals") if row["district_code"] == code and row["status"] in VOTED]
        yield BallotScript(
            round=f"{word}_then",
            at=time.at(-145),
            count=VOTERS[word],
            weights={f"p{row['id']}": round(int(row["votes_last_round"]) / SCALE) for row in voted},
            seed=20260101 + number,
            online=30,
            by=OFFICE,
        )


def _round_then(time: Time, code: str, word: str) -> RoundScript:
    return RoundScript(
        key=f"{word}_then",
        district=code,
        year=_year(time),
        eligible=ELIGIBLE[word] // SCALE,
        eligible_source="示範資料：以105年人口推估之五分之一計",
        eligibility_date=time.day(-150),
        made=Act(time.at(-330), OFFICE),
        phases=_phases(time, (-325, -185), (-300, -180), (-290, -160), (-159, -151), (-150, -137), (-136, -120)),
        opening=Opening(time.at(-158), Act(time.at(-155), OFFICE), Act(time.at(-154), SECOND)),
        counted=Act(time.at(-136, "09:00"), OFFICE),
        published=Act(time.at(-135), SECOND),
        entered=Act(time.at(-132), OFFICE),
    )


def _round_now(time: Time, code: str, word: str) -> RoundScript:
    plain = RoundScript(
        key=f"{word}_now",
        district=code,
        year=_year(time) + 1,
        eligible=ELIGIBLE[word],
        eligible_source="以105年人口推估16歲以上人數",
        eligibility_date=time.day(-7),
        made=Act(time.at(-165), OFFICE),
        phases=_phases(time, (-160, 60), (-120, -30), (-110, -16), (-15, -8), (-7, 8), (9, 30)),
        opening=Opening(time.at(-16), Act(time.at(-14), OFFICE), Act(time.at(-13), SECOND)),
        rehearsed=Act(time.at(-15), OFFICE) if word == "beitou" else None,
        outage=_outage(time) if word == "beitou" else None,
        urns=tuple(_urns(time)) if word == "beitou" else (),
    )
    return replace(plain, **KINDS.get(word, {}))


def _urns(time: Time) -> Iterator[UrnScript]:
    """Yield three urns: one in the box, one that waits for its second keying, one at which papers are handed out."""
    clerk = "district_clerk"
    yield UrnScript(
        "北投區公所一樓",
        opened=Act(time.at(-6), clerk),
        others=12,
        closed=Act(time.at(-6, "17:00"), clerk),
        keyed=(Act(time.at(-5), clerk), Act(time.at(-5, "14:00"), OFFICE)),
        seed=1,
    )
    yield UrnScript(
        "石牌分館",
        opened=Act(time.at(-3), clerk),
        others=9,
        closed=Act(time.at(-3, "17:00"), clerk),
        keyed=(Act(time.at(-2), clerk),),
        seed=2,
    )
    yield UrnScript("關渡里辦公處", opened=Act(time.at(-1), clerk), people=("paper_bt",), others=6, seed=3)


def _outage(time: Time) -> OutageScript:
    return OutageScript(
        logged=Act(time.at(-4, "17:00"), OFFICE),
        began=time.at(-4, "10:05"),
        ended=time.at(-4, "10:40"),
        affected="線上投票的人",
        happened="機房網路中斷三十五分鐘，期間無法開啟投票頁；已投下的選票不受影響。",
        decided="票選尚有十二天，不延長；櫃檯照常受理。",
    )


def _phases(time: Time, *spans: tuple[int, int]) -> Mapping[PhaseKind, tuple[datetime, datetime]]:
    """Return the phases from midnight to midnight in Taipei; the follow-up lasts a year from the results."""
    dated = [(time.at(first, "00:00"), time.at(last, "00:00")) for first, last in spans]
    last = spans[-1][1]
    dated.append((time.at(last, "00:00"), time.at(last + 365, "00:00")))
    return dict(zip(PhaseKind, dated, strict=True))


def _year(time: Time) -> int:
    """Return the common year of the rounds whose vote is over."""
    return local(time.at(-137)).year
