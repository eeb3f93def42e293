"""Write logs: JSON lines in production, plain lines elsewhere; never the values of variables."""

import structlog

from civic.config import Settings


def init_logs(settings: Settings) -> None:
    """Set up logging once a process; tracebacks name lines, not what people entered."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.production
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if settings.production else []),
            renderer,
        ]
    )
