"""Print answers for people, or as JSON for programs."""

from collections.abc import Mapping, Sequence

import click
import orjson

JsonValue = str | int | float | bool | None | Sequence["JsonValue"] | Mapping[str, "JsonValue"]

as_json = click.option("--json", "json_output", is_flag=True, help="Print JSON for programs.")


def show_json(value: JsonValue) -> None:
    """Print one JSON document."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def show_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in aligned columns."""
    if not rows:
        return
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
