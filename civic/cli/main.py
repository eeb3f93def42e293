"""Start the `civic` command and its subcommands."""

import click

from civic.cli import city, database, inspect, people, running, voting
from civic.config import UnsafeSettings
from civic.kit.errors import Missing, Refused


class Commands(click.Group):
    """Turn refusals into one clear line and exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; say no in words."""
        try:
            return super().invoke(ctx)
        except UnsafeSettings as problem:
            raise click.ClickException(f"these settings are not safe:\n{problem}") from problem
        except Refused as problem:
            raise click.ClickException(problem.reason.text % problem.params) from problem
        except Missing as problem:
            raise click.ClickException("there is no such thing") from problem


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="civic")
def main() -> None:
    """Carry a resident's sentence to an agency's budget line."""


for module in (city, database, inspect, people, running, voting):
    for command in module.COMMANDS:
        main.add_command(command)

if __name__ == "__main__":
    main()
