"""Every word of gutbone's own that a person reads in the quiz and in a result.

They stand in ``rules/words.yaml``, so that rules in another language bring their own. Words in braces are filled in.
"""

import datetime as dt

from gutbone.rules.reference_words import ReferenceWords


class Words(ReferenceWords, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The words, by what they are for."""

    # the conversation
    question_of: str
    before_questions: str
    about_you: str
    group_of: str
    last_check: str
    check_title: str
    check_text: str
    age: str
    conditions: str
    flags: str
    none: str
    none_of_these: str
    not_sure: str
    rather_not_say: str
    your_answer: str
    ticked: str
    evidence: str
    evidence_health: str
    widen: str
    more_above: str
    more_below: str
    sure_stop: str
    sure_stop_typed: str
    stopped: str
    way_out: str
    way_out_stop: str
    way_out_on: str
    undo: str
    undo_typed: str
    story_title: str
    welcome_title: str
    welcome_text: str
    welcome_any: str
    welcome_plain: str
    # carrying on with a conversation that was stopped
    resume_title: str
    resume_text: str
    resume_on: str
    resume_anew: str
    resume_other: str
    saves: str
    saves_not: str
    stopped_kept: str
    check_keep: str
    months: str
    date: str
    # keys and how to put an answer right
    hint_ticks: str
    key_answer: str
    key_tick: str
    key_on: str
    key_check: str
    key_change: str
    key_erase: str
    key_begin: str
    key_end: str
    find_title: str
    find_hint: str
    find_choose: str
    find_nothing: str
    find_ticked: str
    key_find: str
    key_find_tick: str
    key_find_leave: str
    key_plain: str
    key_close: str
    key_result: str
    key_back: str
    key_help: str
    key_story: str
    key_stop: str
    key_stop_keep: str
    key_keep: str
    key_number: str
    key_lines: str
    key_up: str
    still_open: str
    typed_several: str
    typed_amount: str
    amount_range: str
    amount_refused: str
    plain_keys: str
    plain_numbers: str
    plain_drawn: str
    plain_prompt: str
    plain_more: str
    plain_rest: str
    error: str
    press_choice: str
    press_begin: str
    press_numbers: str
    press_result: str
    pasted: str
    pasted_misfit: str
    fix_choice: str
    fix_amount: str
    fix_age: str
    fix_ticks: str
    fix_zero: str
    sure_unsaid: str
    fix_nothing: str
    fix_part: str
    fix_resume: str
    fix_way_out: str
    fix_check: str
    fix_end: str
    fix_end_check: str
    # the result
    sentence: str
    sentence_between: str
    sentence_points: str
    another_day: str
    sentence_none: str
    sentence_not_for_you: str
    sentence_no_score: str
    core_of: str
    based_on: str
    left_out: str
    fewer_better: str
    published: str
    strength_title: str
    points: str
    points_between: str
    band_between: str
    not_enough: str
    more_answers: str
    not_for_you: str
    settled: str
    tips_title_one: str
    tips_title_many: str
    because: str
    and_: str
    gain: str
    source: str
    good_to_know: str
    limits_title: str
    bones_title: str
    keep: str
    scroll_up: str
    reference: str
    handout_title: str
    page_of: str
    # the card to fill in by hand
    card_how: str
    card_health: str
    card_clinic: str
    # the note for a record
    note_core: str
    note_full: str
    note_answered: str
    note_left_out: str
    note_by_self: str
    note_by_carer: str
    note_by_clinician: str
    note_age: str
    note_flags: str
    note_conditions: str
    note_cautions: str
    note_cautions_for: str
    note_withheld: str
    note_brackets: str
    note_everything: str
    note_advice: str
    note_step: str
    note_beside: str
    note_ref: str
    note_not_asked: str
    note_others_not_asked: str
    note_not_applicable: str
    note_total: str
    note_no_score: str
    note_not_scored: str
    note_self_reported: str
    note_shorter: str
    note_shortest: str
    note_squeezed: str

    # the result as a conversation
    bar_edges: str
    my_step_is: str
    step_of: str
    step_mine: str
    step_now: str
    step_then: str
    step_chosen: str
    step_again: str
    step_none: str
    step_chosen_on: str
    went_ask: str
    went_mostly: str
    went_sometimes: str
    went_not_really: str
    went_said: str
    went_since: str
    key_steps: str
    key_step: str
    key_keep_result: str
    key_page: str
    key_note: str
    key_both: str
    key_remind: str
    key_more: str
    key_finish: str
    key_open: str
    key_mine: str
    key_mine_typed: str
    key_scroll: str
    key_not_mine: str
    fix_result: str
    fix_went: str
    fix_writing: str
    remind_ask: str
    remind_weeks: str
    read_note: str
    copied: str
    written: str
    written_page: str
    held: str
    held_again: str
    held_keep: str
    held_erase: str
    last_none: str
    keep_to_file: str
    # results that are kept
    kept: str
    kept_not: str
    reminder: str
    reminder_step: str
    reminder_again: str
    reminder_your_step: str
    reminder_how: str
    reminder_stays: str
    history_none: str
    history_changed: str
    history_deleted: str
    history_sure: str
    history_sure_all: str
    history_left: str
    history_imported: str
    history_bare: str
    form_full: str
    form_core: str
    trend_one: str
    trend_changed: str
    trend_answer: str
    trend_same: str
    trend_closer: str
    trend_further: str
    trend_counted: str
    trend_lines: str
    trend_range: str
    trend_chance: str
    trend_apart: str

    def day(self, day: dt.date) -> str:
        """Name a day, such as 3 March."""
        names = self.months.split()
        return self.date.format(day=day.day, month=names[day.month - 1] if len(names) == 12 else day.month)

    def dated(self, day: dt.date) -> str:
        """Name a day with its year, such as 3 March 2026."""
        return f"{self.day(day)} {day.year:04}"

    def evidence_words(self, health: str, bone: str | None) -> str:
        """Say how strong the evidence is for health, and for bones where that is said."""
        said = self.evidence_health if bone is None else self.evidence
        return said.format(health=self.strength_word(health), bone=self.strength_word(bone or health))
