"""The ``netdiff`` command: words on a command line become calls of the public names. No logic lives here."""

from netdiff.cli.door import app, main
from netdiff.cli.house import doctor, measures, samples
from netdiff.cli.recruiting import coalition, introductions, invitations, recommend
from netdiff.cli.spreading import experiment, history, readings, simulate
from netdiff.cli.standing import check, draw, report, scorecard

__all__ = ["app", "main"]

IN_THE_ORDER_OF_THE_HELP = (
    report, check, scorecard, recommend, coalition, invitations, introductions, simulate, experiment, readings,
    history, draw, measures, samples, doctor,
)  # fmt: skip
for command in IN_THE_ORDER_OF_THE_HELP:
    app.command()(command)
app.command("score", hidden=True)(scorecard)
