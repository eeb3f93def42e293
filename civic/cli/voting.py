"""Count and check elections from files anybody can hold."""

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import click

from civic.cli.output import as_json, show_table
from civic.config import load
from civic.db.session import opened
from civic.kit.errors import Missing
from civic.voting import pabulib, verifier
from civic.voting.publication import publication
from civic.voting.tally.count import run
from civic.voting.tally.election import Election
from civic.voting.tally.outcome import Outcome, Step
from civic.voting.tally.publish import dump
from civic.voting.tally.sentences import why, why_first

DECLARED = "declared"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", required=True, help="A rule string, or “declared” for the one the file names.")
@click.option("--min-score", type=click.IntRange(min=0), help="Leave out projects with a lower score.")
@click.option("--k", type=click.IntRange(min=1), help="How many win (top_k), or the most that may (threshold).")
@click.option("--step", type=click.IntRange(min=1), help="Raise each share by so much (equal_shares).")
@click.option("--seed", default="", help="The published seed that decides ties.")
@click.option("--threshold-percent", help="Percent of the eligible voters, like 1 or 0.5 (threshold).")
@click.option("--threshold-votes", type=click.IntRange(min=0), help="Votes needed (threshold).")
@click.option("--exclusive", multiple=True, metavar="ID,ID…", help="Of these projects fund at most one (greedy).")
@as_json
def tally(
    file: Path,
    rule: str,
    min_score: int | None,
    k: int | None,
    step: int | None,
    seed: str,
    threshold_percent: str | None,
    threshold_votes: int | None,
    exclusive: tuple[str, ...],
    json_output: bool,
) -> None:
    """Read a Pabulib FILE and print the winners in order, with the reason for each project."""
    election_file = _read(file)
    declared = pabulib.declared_rule(election_file) if rule == DECLARED else pabulib.Declared(rule)
    options = replace(
        declared.options,
        seed=seed,
        min_score=declared.options.min_score if min_score is None else min_score,
        k=k,
        step=step or declared.options.step,
        threshold_votes=threshold_votes,
        threshold_percent=None if threshold_percent is None else _percent(threshold_percent),
        exclusive=tuple(_group(text, election_file.election) for text in exclusive),
    )
    outcome = run(declared.rule, election_file.election, options)
    if json_output:
        sys.stdout.buffer.write(dump(outcome) + b"\n")
        return
    _print(outcome, election_file)


def _read(path: Path) -> pabulib.PabulibFile:
    try:
        return pabulib.load(path)
    except pabulib.PabulibError as problem:
        raise click.ClickException(_printable(f"{path.name}: {problem}")) from problem


def _percent(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as problem:
        raise click.BadParameter("write a percentage like 1 or 0.5", param_hint="--threshold-percent") from problem


def _group(text: str, election: Election) -> frozenset[str]:
    """Read the ids of projects that exclude each other."""
    group = frozenset(text.split(","))
    if unknown := group - {project.id for project in election.projects}:
        raise click.BadParameter(f"no project “{min(unknown)}” in the file", param_hint="--exclusive")
    return group


def _print(outcome: Outcome, file: pabulib.PabulibFile) -> None:
    click.echo(f"{outcome.rule}: {len(outcome.winners)} selected, {outcome.spent:,} spent")
    if file.invalid:
        count, line = len(file.invalid), file.invalid[0].line
        click.echo(f"{count:,} ballots break the file's own limits and do not count, the first in line {line}")
    rows = [
        (str(number), _printable(step.project), _printable(_reason(step)))
        for number, step in enumerate(outcome.steps, start=1)
    ]
    show_table([("", "project", "why"), *rows])


def _reason(step: Step) -> str:
    """Say why in one sentence, and in a second one what decided a tie."""
    return " ".join(said.say(str) for said in (why(step), why_first(step)) if said is not None)


@click.command("publication")
@click.argument("round_id", type=click.IntRange(min=1))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def publish_folder(round_id: int, folder: Path) -> None:
    """Write the publication folder of the announced round ROUND_ID into the new or empty folder DIR."""
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty")
    try:
        with opened(load().database_url) as database, database.reading():
            files = publication(round_id)
    except Missing as problem:
        raise click.ClickException(f"no result is announced for round {round_id}") from problem
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.name).write_bytes(file.body)
    show_table([(file.hash, file.name) for file in files])
    click.echo("\n".join(verifier.say(verifier.verify({file.name: file.body for file in files}))))


@click.command("verify")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--code", help="Find this receipt code in the folder and prove that it is on the board.")
@as_json
def check_folder(folder: Path, code: str | None, json_output: bool) -> None:
    """Check the publication folder DIR and count again; exit code 1 when anything is off.

    The folder's own verify.py does the same without Civic.
    """
    words = [str(folder), *(["--code", code] if code else []), *(["--json"] if json_output else [])]
    if (status := verifier.main(words)) != 0:
        raise SystemExit(status)


def _printable(text: str) -> str:
    """Return a line without the signs by which a strange file could steer the terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


COMMANDS = (tally, publish_folder, check_folder)
