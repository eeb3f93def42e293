"""Shape what a result means: support, money, other rules, who won something and who nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from civic.voting.explanation import rule_name
from civic.voting.folder import ChannelTurnout, VillageTurnout, hide_few, show_villages
from civic.voting.insight.report import Payment, Report, RuleOutcome
from civic.voting.views.shown import Shown
from civic.web.filters import show_money, show_number

LAST_GROUP = 3


@dataclass(frozen=True)
class Bar:
    """Be one bar of a chart, with its value in words."""

    label: str
    value: int
    text: str
    facet: str = ""


@dataclass(frozen=True)
class Link:
    """Be one band of the picture of the money, between positions from 0."""

    source: int
    target: int
    value: int
    text: str


@dataclass(frozen=True)
class Flow:
    """Be where the money of the adopted projects comes from and goes to, in NT$."""

    sources: tuple[Bar, ...]
    targets: tuple[Bar, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Row:
    """Be one row of a table; the first cell names it."""

    cells: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """Be one column's head."""

    label: str
    num: bool = False


def support_bars(items: Sequence[Shown]) -> list[Bar]:
    """Return each project's effective support in percent."""
    return [Bar(item.title, item.support, f"{item.support} %", item.facet) for item in items]


def vote_bars(items: Sequence[Shown]) -> list[Bar]:
    """Return each project's votes."""
    return [Bar(item.title, item.votes, show_number(item.votes), item.facet) for item in items]


def money_of(report: Report, items: Sequence[Shown]) -> Flow | None:
    """Return the flow of the money, None when nothing adopted costs anything."""
    paid = [each for each in report.payments if each.amount]
    if not paid:
        return None
    won = [item for item in items if any(each.project == item.id for each in paid)]
    groups, places = sorted({each.funded for each in paid}), {item.id: place for place, item in enumerate(won)}
    alone = len(groups) == 1
    sources = tuple(_source(group, alone, [each for each in paid if each.funded == group]) for group in groups)
    targets = tuple(Bar(item.title, item.cost, show_money(item.cost), item.facet) for item in won)
    links = tuple(
        Link(groups.index(each.funded), places[each.project], each.amount, show_money(each.amount)) for each in paid
    )
    return Flow(sources, targets, links)


def _source(group: int, alone: bool, paid: Sequence[Payment]) -> Bar:
    amount = sum(each.amount for each in paid)
    return Bar(_group_words(group, alone), amount, show_money(amount))


def _group_words(group: int, alone: bool) -> str:
    if alone:
        return str(_("Voters with an adopted project"))
    if group >= LAST_GROUP:
        return str(_("Voters with %(number)s or more adopted projects", number=group))
    return str(_("Voters with %(number)s of their projects adopted", number=group))


def rule_columns() -> list[Column]:
    """Return the heads of the table of rules."""
    heads = ((_("Rule"), False), (_("Adopted"), True), (_("What would differ"), False), (_("Cost together"), True))
    return [*(Column(str(label), num) for label, num in heads), Column(str(_("Voters with nothing adopted")), True)]


def rule_rows(report: Report, items: Sequence[Shown]) -> list[Row]:
    """Return what each rule would have done with the same ballots, the declared one first."""
    numbers = {item.id: item.number for item in items}
    declared, *others = report.rules
    rows = [_rule_row(declared, str(_("This is the rule that was fixed at the opening.")))]
    return rows + [_rule_row(each, _difference(declared, each, numbers)) for each in others]


def _rule_row(rule: RuleOutcome, words: str) -> Row:
    counted = show_number(len(rule.winners)), words, show_money(rule.spent), show_number(rule.without)
    return Row((str(_(rule_name(rule.rule))), *counted))


def _difference(declared: RuleOutcome, other: RuleOutcome, numbers: dict[int, int]) -> str:
    """Say by number which projects would have come in and which gone out."""
    came = sorted(numbers[each] for each in set(other.winners) - set(declared.winners))
    gone = sorted(numbers[each] for each in set(declared.winners) - set(other.winners))
    said = []
    if came:
        said.append(str(_("also adopted: no. %(numbers)s", numbers=", ".join(map(str, came)))))
    if gone:
        said.append(str(_("not adopted: no. %(numbers)s", numbers=", ".join(map(str, gone)))))
    return "; ".join(said) or str(_("the same projects"))


def fairness_bars(report: Report) -> list[Bar]:
    """Return how many voters see how many of their projects adopted; numbers of few voters are hidden."""
    counts = [ChannelTurnout(str(number), voters) for number, voters in enumerate(report.funded) if voters]
    few = str(_("not shown, too few voters"))
    shown = [(int(each.channel), each.voters) for each in hide_few(counts)]
    return [Bar(_funded_words(k), n or 0, few if n is None else show_number(n)) for k, n in shown]


def _funded_words(number: int) -> str:
    if number == 0:
        return str(_("None of their projects"))
    return str(_("%(number)s of their projects", number=number))


def village_bars(counts: Sequence[VillageTurnout], name: Callable[[str], str]) -> list[Bar]:
    """Return how many voted in each village whose numbers may be shown, most first; the hidden ones together."""
    shown = sorted(show_villages(counts), key=lambda one: (-one.voters, one.village))
    bars = [Bar(_village_words(each, name), each.voters, _turnout_words(each)) for each in shown]
    if hidden := len(counts) - len(shown):
        words = ngettext("%(num)s village not shown", "%(num)s villages not shown", hidden)
        bars.append(Bar(str(words), 0, str(_("too few people"))))
    return bars


def strongest_village(counts: Sequence[VillageTurnout], name: Callable[[str], str]) -> str:
    """Say which shown village has the most voters and how large a part of all; "" where none is shown."""
    shown = [each for each in show_villages(counts) if each.village]
    if not shown:
        return ""
    most, everyone = max(shown, key=lambda one: one.voters), sum(each.voters for each in counts)
    facts = {"village": name(most.village), "share": share(most.voters, everyone)}
    if 2 * most.voters > everyone:
        return str(_("More than half of all who took part are from one village: %(village)s, %(share)s.", **facts))
    return str(_("Of the villages shown %(village)s has the most voters: %(share)s of all who took part.", **facts))


def _village_words(counted: VillageTurnout, name: Callable[[str], str]) -> str:
    return name(counted.village) if counted.village else str(_("No village on the roll"))


def _turnout_words(counted: VillageTurnout) -> str:
    part, whole = show_number(counted.voters), show_number(counted.on_roll)
    return f"{part} / {whole} ({share(counted.voters, counted.on_roll)})"


def satisfied(report: Report) -> str:
    """Return the share of voters who chose something and see at least one of it adopted."""
    return share(sum(report.funded[1:]), sum(report.funded))


def share(part: int, whole: int) -> str:
    """Write a share in percent with two decimals, counted in integers."""
    if whole < 1:
        return "–"
    hundredths = part * 10_000 // whole
    return f"{hundredths // 100}.{hundredths % 100:02d} %"
