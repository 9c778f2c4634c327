"""The end of a quick screen in a terminal: the result as a conversation, a note and a page from one run, nothing kept."""

from gutbone.answers.responses import Responses
from gutbone.cli import outcome
from gutbone.cli.deeds import Deeds
from gutbone.cli.formats import Report
from gutbone.cli.options import Answering
from gutbone.cli.show import is_conversation, show
from gutbone.quiz.acts import Act, Done
from gutbone.quiz.face import Face
from gutbone.rules.instrument import Instrument


class ClinicDeeds(Deeds):
    """What a clinician can do with somebody else's result: it is on a shared machine, so nothing is kept or held."""

    def acts(self, *, may_remind: bool = True) -> tuple[Act, ...]:  # noqa: ARG002  nobody is reminded here
        """Give the keys: the note, the page to print, and both."""
        words = self.words
        return (
            Act("n", words.key_note, lambda _, mine: self.note(mine), lasts=True),
            Act("p", words.key_page, lambda _, mine: self.page(mine), tells_step=True),
            Act("a", words.key_both, lambda _, mine: self.both(mine), tells_step=True),
        )

    def both(self, mine: str) -> Done:
        """Write the page, and give the note with the word where the page is."""
        written, note = self.page(mine), self.note(mine)
        return Done(f"{written.say} {note.say}", page=note.page, copy=note.copy)


def finish(
    instrument: Instrument,
    responses: Responses,
    answering: Answering,
    report: Report,
    theirs: outcome.Theirs,
    face: Face,
    *,
    may_ask: bool,
) -> None:
    """Talk about the result where a person sits at a terminal and asked for no format or file; else deliver it."""
    if not (may_ask and is_conversation(report)):
        outcome.deliver(instrument, responses, answering, report, theirs=theirs)
        return
    result = outcome.assessed(instrument, responses, answering, theirs.behind)
    if result.ending:
        outcome.write(result, instrument, report)
        return
    show(ClinicDeeds(result, instrument, report), face, keeps=False, opening=theirs.since(result, instrument))
