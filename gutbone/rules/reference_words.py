"""The words of what is looked up: why a result is as it is, what rules hold, and what tables mean."""

from msgspec import Struct


class ReferenceWords(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The words of reasons, explanations, checks and tables; those of the quiz and its result come on top."""

    # why a result is as it is (--explain)
    why_title: str
    why_points: str
    why_gives: str
    why_settled: str
    why_left_out: str
    why_unknown: str
    why_unscored: str
    why_not_known: str
    why_subscore: str
    why_cites: str
    why_tips: str
    why_tip: str
    why_is: str
    why_everyone: str
    why_no_tips: str
    why_withheld: str
    why_held: str
    why_none_held: str
    tip_add: str
    tip_swap: str
    tip_cut: str
    tip_info: str

    # what can be looked up (explain, rules show)
    about_retired: str
    about_domain: str
    about_part: str
    about_beside: str
    about_core: str
    about_unscored: str
    about_whole: str
    about_number: str
    about_each: str
    about_counts: str
    about_gives: str
    about_edge: str
    about_points: str
    about_why: str
    about_sources: str
    about_source: str
    about_everyone: str
    about_needless: str
    about_under: str
    about_from_on: str
    about_when: str
    about_when_band: str
    about_with_tip: str
    about_only_with: str
    about_never_with: str
    about_step: str
    about_from_to: str
    about_not_beside: str
    about_not_scored: str
    about_stops: str
    about_only_this: str
    about_acts_like: str
    about_holds_all: str
    about_holds: str
    about_note: str
    source_article: str
    source_guideline: str
    source_review: str
    source_trial: str
    source_study: str
    source_charity: str
    source_leaflet: str
    source_website: str
    source_judgement: str
    read_yes: str
    read_second_hand: str
    read_no: str
    list_domains: str
    list_questions: str
    list_conditions: str
    list_flags: str
    list_parts: str
    list_tips: str
    show_before: str
    show_before_form: str
    show_bands: str
    show_bands_of: str
    show_gaps: str
    show_gap: str
    show_band_percent: str
    show_band_points: str
    show_subscores: str
    show_everyone: str
    show_conditions: str
    show_flags: str
    show_sources: str
    show_source: str
    diff_same: str
    diff_line: str
    diff_score: str
    diff_nobody: str

    # checking and testing rules
    check_none: str
    check_problem: str
    check_problems: str
    check_note: str
    check_reading: str
    watch_mended: str
    watch_left: str
    watch_same: str
    migrate_none: str
    migrate_shown: str
    migrate_written: str
    test_hold: str
    test_expected: str
    test_found: str

    # what is said of a table of many people
    table_scored: str
    table_row: str
    table_rows: str
    table_example: str
    table_counted: str
    table_read: str
    table_conditions: str
    table_not_asked: str
    table_passed: str
    table_more: str
    table_total: str
    table_time: str
    table_step_read: str
    table_step_score: str
    table_step_write: str
    plot_title: str
    plot_exact: str
    plot_range: str
    plot_person: str
    plot_people: str
    plot_beside: str

    # what the columns of tables mean
    self_reported: str
    column_number: str
    column_whole: str
    column_word: str
    column_text: str
    column_code: str
    column_option: str
    column_amount: str
    column_ids: str
    column_points: str
    column_percent: str
    column_questions: str
    column_from_to: str
    column_at_most: str
    column_answer: str
    column_answer_one: str
    column_answer_from: str
    column_answer_one_from: str
    column_each: str
    column_gaps: str
    column_published: str
    column_published_band: str
    column_passed: str
    column_row: str
    column_item: str
    column_status: str
    column_statuses: str
    column_chosen: str
    column_gave: str
    column_could: str
    column_item_points: str
    column_conditions: str
    column_answered: str
    column_problem: str
    score_statuses: str
    score_status: str
    score_points: str
    score_possible: str
    score_percent: str
    score_band: str
    score_no_band: str
    score_edges: str
    score_edges_percent: str
    score_edges_points: str
    score_low: str
    score_high: str
    score_lowest: str
    score_highest: str

    # forms for other software, and answers from them
    form_wording: str
    form_total: str
    form_points: str
    form_own_points: str
    form_possible: str
    form_band: str
    stored_score: str
    taken_for_full: str
    read_by_words: str
    lists_of_one: str
    other_version: str

    # how strong evidence is
    strong: str
    moderate: str
    weak: str
    none_found: str
    unknown: str

    def strength_word(self, strength: str) -> str:
        """Give the word for how strong evidence is."""
        return str(getattr(self, "none_found" if strength == "none" else strength))

    def kind_of_tip(self, kind: str) -> str:
        """Give the word for a kind of tip."""
        return str(getattr(self, f"tip_{kind}"))

    def of_source(self, kind: str, strength: str, read: str) -> dict[str, str]:
        """Give the words for the kind of a source, how strong it is, and how far it was checked."""
        kind, read = getattr(self, f"source_{kind}"), getattr(self, f"read_{read}")
        return {"kind": kind, "strength": self.strength_word(strength), "read": read}
