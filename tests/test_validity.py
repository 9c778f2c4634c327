"""The validity study counts right, on numbers small enough to check by hand, and its page is up to date."""

import numpy as np
import polars as pl
import pytest
from baseline import MissingBaselineError, baseline
from people import COUNTS, FULL, LEAST, MOST, POINTS
from study_advice import Figure, advise, columns, missed_in
from study_validity import FOLDER, PAGE, blocks
from terminal import run
from validity import survey
from validity.agreement import dealt_again, shuffled
from validity.page import fill, table
from validity.statistics import (
    Resamples,
    area_under_curve,
    mean,
    partial_spearman,
    rank_interval,
    spearman,
    standardised_difference,
)
from validity.survey import (
    CRITERIA,
    INSTRUMENT,
    ITEMS,
    QUESTIONNAIRE,
    Survey,
    middle_points,
    option_points,
    shuffled_rules,
)
from validity.uncertainty import another_day, distance
from validity.variants import beside, changed, middles, most, read_scheme
from validity.versions import band, percentages, version_2, who_moves

from gutbone.base.files import packaged_rules


@pytest.fixture(autouse=True)
def runs_inside(monkeypatch):
    """Let the study's commands run inside this process, as those of other tests do."""

    def run_inside(*words):
        done = run(*words)
        assert done.code == 0, done.err

    monkeypatch.setattr(survey, "run_gutbone", run_inside)


HAS_SURVEY = (FOLDER / CRITERIA).is_file()
PEOPLE = 240


def some(count=200, seed=1):
    """Two columns that go together, with ties and gaps."""
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 9, count).astype(float)
    outcome = score + rng.integers(0, 12, count)
    outcome[::17] = np.nan
    return score, outcome


# ---------------------------------------------------------------- the statistics


def test_a_rank_correlation_is_that_of_scipy_with_ties_and_without_people_nobody_knows():
    from scipy.stats import spearmanr  # a second to load, for whoever runs this alone

    score, outcome = some()
    known = ~np.isnan(outcome)
    found = spearman(score, outcome)
    assert found.value == pytest.approx(spearmanr(score[known], outcome[known]).statistic)
    assert found.n == known.sum() < len(score)


def test_the_interval_of_a_rank_correlation_is_the_published_one():
    # artanh(0.5) = 0.5493; its error is the root of (1 + 0.25/2) / (103 - 3) = 0.10607, times 1.96 = 0.2079
    found = rank_interval(0.5, 103)
    assert (found.low, found.high) == (
        pytest.approx(np.tanh(0.3414), abs=1e-4),
        pytest.approx(np.tanh(0.7572), abs=1e-4),
    )


def test_a_partial_correlation_is_what_the_formula_for_one_variable_gives():
    rng = np.random.default_rng(2)
    cause = rng.random(300)
    one, other = cause + rng.random(300), cause + rng.random(300)
    xy, xz, yz = (spearman(*pair).value for pair in ((one, other), (one, cause), (other, cause)))
    expected = (xy - xz * yz) / np.sqrt((1 - xz**2) * (1 - yz**2))
    found = partial_spearman(one, other, cause)
    assert found.value == pytest.approx(expected)
    assert abs(found.value) < xy / 2


def test_the_area_under_the_curve_counts_pairs_and_half_of_the_ties():
    # of the pairs 1-2, 1-3, 2-2 and 2-3 the case is lower in 3 and level in 1
    found = area_under_curve(np.array([1.0, 2, 2, 3]), np.array([True, True, False, False]))
    assert found.value == 0.875
    # placements are 1 and 0.75 for the cases, 0.75 and 1 for the others: both have variance 0.03125
    assert found.low == pytest.approx(0.875 - 1.96 * np.sqrt(0.03125 / 2 + 0.03125 / 2), abs=1e-4)
    assert found.high == 1.0


def test_a_mean_and_a_difference_of_groups_are_those_worked_out_by_hand():
    assert mean(np.array([1.0, 2, 3])).low == pytest.approx(2 - 1.96 / np.sqrt(3), abs=1e-4)
    found = standardised_difference(np.array([3.0, 4, 5]), np.array([1.0, 2, 3]))
    assert found.value == pytest.approx(2.0)
    assert found.high - 2 == pytest.approx(1.96 * np.sqrt(6 / 9 + 4 / 12), abs=1e-4)


def test_every_resample_has_the_correlation_of_the_people_drawn_for_it():
    from scipy.stats import spearmanr  # a second to load, for whoever runs this alone

    score, outcome = some(60)
    outcome = np.nan_to_num(outcome)
    again = Resamples(outcome, times=20)
    for drawn, rho in zip(again.drawn.astype(int), again.correlations(score), strict=True):
        assert drawn.sum() == 60
        assert rho == pytest.approx(spearmanr(np.repeat(score, drawn), np.repeat(outcome, drawn)).statistic)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    score, outcome = some()
    outcome, worse = np.nan_to_num(outcome), np.roll(score, 1)
    one, same, other = (Resamples(outcome, seed=seed).gain(score, worse) for seed in (1, 1, 2))
    assert one == same != other
    assert one.low < one.value < one.high
    assert Resamples(outcome).gain(score, score) == (0, 0, 0, len(score))


# ---------------------------------------------------------------- answers that are scored


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    """People with answers from the least to the best, and an index that rises with them; in two folders."""
    rng = np.random.default_rng(3)
    answers, criteria = tmp_path_factory.mktemp("answers"), tmp_path_factory.mktemp("criteria")
    health = rng.random(PEOPLE)
    amounts = {item: _amounts(item, health, rng) for item in ITEMS if item not in {"fermented_kinds", "cups"}}
    unasked = dict.fromkeys(("fermented_kinds", "cups"), pl.Series([None] * PEOPLE, dtype=pl.String))
    people = pl.DataFrame({"SEQN": range(PEOPLE)} | amounts | unasked)
    people.write_csv(answers / QUESTIONNAIRE)
    index = {"SEQN": range(PEOPLE), "hei2020": 100 * health}
    pl.DataFrame(index).reverse().write_csv(criteria / CRITERIA)
    return Survey(answers, criteria)


def _amounts(item, health, rng):
    """Give amounts that go with health, one way or the other, and rather loosely."""
    edges = [option.at_least for option in INSTRUMENT.items[item].options]
    place = np.clip((health + rng.normal(0, 0.2, len(health))) * len(edges), 0, len(edges) - 1).astype(int)
    return np.array(edges)[place]


def test_criteria_are_joined_by_number_whatever_their_order(made_up):
    assert spearman(made_up.middles()["full"], made_up.column("hei2020")).value > 0.8


def test_the_halves_are_fixed_by_the_number_and_share_nobody(made_up):
    assert list(made_up.held_out[:4]) == [False, True, False, True]
    assert not (made_up.halves["held out"] & made_up.halves["used to choose"]).any()


def test_the_points_of_a_question_are_those_of_its_answer(made_up):
    assert set(made_up.points) == set(made_up.asked) == set(ITEMS) - {"fermented_kinds", "cups"}
    for item, points in made_up.points.items():
        assert (points == option_points(item, made_up.amounts(item))).all()


def test_scores_are_those_of_the_tables_written_by_hand(made_up):
    low = sum(COUNTS[item] * points for item, points in made_up.points.items())
    assert (made_up.scores["full"]["total_points_low"].to_numpy() == low).all()
    possible = sum(MOST[item] for item in made_up.asked)
    assert made_up.exact["full"]["total_percent_low"].to_numpy() == pytest.approx(100 * low / possible)


def test_shuffled_points_follow_the_index_visibly_worse(made_up):
    hei = made_up.column("hei2020")
    for kind, controls in zip(made_up.middles().values(), shuffled(made_up).values(), strict=True):
        assert spearman(kind, hei).low > 0.3 + abs(spearman(controls, hei).value)


def test_points_dealt_many_times_follow_the_index_by_chance_alone(made_up):
    rhos = dealt_again(made_up, "full", 200)
    assert rhos == dealt_again(made_up, "full", 200)
    assert abs(np.mean(rhos)) < 0.1
    assert np.percentile(rhos, 99) < spearman(made_up.middles()["full"], made_up.column("hei2020")).low


def test_shuffling_deals_the_same_points_in_the_same_way_each_time(tmp_path):
    one, again = (shuffled_rules(tmp_path / name) for name in "ab")
    for file in sorted(path.relative_to(one) for path in one.glob("domains/*.yaml")):
        assert (one / file).read_text(encoding="utf-8") == (again / file).read_text(encoding="utf-8")


def test_another_day_moves_about_as_many_answers_as_it_says_and_each_by_one_option(made_up):
    options = {item: list(points) for item, points in POINTS.items()}
    moved = another_day(made_up, made_up.answers, 0.4, day=1)
    steps = []
    for item in made_up.asked:
        first = [INSTRUMENT.items[item].option_at(amount).id for amount in made_up.amounts(item)]
        steps += [abs(options[item].index(a) - options[item].index(b)) for a, b in zip(first, moved[item], strict=True)]
    assert set(steps) == {0, 1}
    assert 0.35 < np.mean(steps) < 0.45


def test_the_distance_to_an_edge_is_to_the_nearest_one():
    assert list(distance(np.array([0, 49, 50, 62, 63, 75, 100.0]))) == [50, 1, 0, 12, 12, 0, 25]


# ---------------------------------------------------------------- other rules and other points


def test_points_read_from_the_files_give_everyone_the_score_of_the_program(made_up):
    found = middles(read_scheme(packaged_rules()), made_up)
    for kind, scored in made_up.scores.items():
        assert (found[kind] == middle_points(scored)).all()


def test_other_points_and_weights_change_what_they_name_and_nothing_else(made_up):
    scheme = read_scheme(packaged_rules())
    halved = [points / 2 for points in scheme["fruit"].points]
    text = "fruit=" + ",".join(f"{points:g}" for points in halved)
    other = changed(scheme, [text], [f"fruit={2 * scheme['fruit'].counts:g}"])
    assert [item for item in scheme if other[item] != scheme[item]] == ["fruit"]
    assert most(other) == most(scheme)
    assert (middles(other, made_up)["full"] == middles(scheme, made_up)["full"]).all()


@pytest.mark.parametrize("wrong", ["fruit=1,2", "berries=0,1", "fruit", "fruit=", "fruit=a,b,c,d,e"])
def test_points_that_fit_no_question_are_refused_by_name(wrong):
    with pytest.raises(SystemExit, match=wrong.partition("=")[0]):
        changed(read_scheme(packaged_rules()), [wrong])


def test_a_score_is_level_with_itself_and_ahead_of_one_that_counts_backwards(made_up):
    scheme = read_scheme(packaged_rules())
    worse = {item: question._replace(points=question.points[::-1]) for item, question in scheme.items()}
    assert "+0.000 [+0.000, +0.000]" in beside(made_up, scheme, scheme)
    gain = beside(made_up, scheme, worse).splitlines()[2].split("|")[-2]
    assert float(gain.split()[0]) < 0


def test_version_2_is_what_the_released_rules_say():
    try:
        with baseline() as tree:
            assert version_2() == read_scheme(tree / "rules")
    except MissingBaselineError as error:
        pytest.skip(str(error))


def test_a_score_over_what_was_asked_is_that_of_the_program(made_up):
    scheme = read_scheme(packaged_rules())
    for kind, scored in made_up.exact.items():
        found = percentages(scheme, made_up, kind)
        assert found == pytest.approx(scored["total_percent_low"].to_numpy())
        names = ["", *(edge.id for edge in sorted(INSTRUMENT.bands.edges, key=lambda edge: edge.at_least))]
        assert [names[place] for place in band(found)] == scored["total_band_low"].to_list()


def test_more_points_for_the_same_fruit_and_vegetables_move_people_up(made_up):
    ((_, moves),) = who_moves(made_up)
    cells = [line.split("|")[2:6] for line in moves.splitlines()[2:]]
    assert all(float(up.strip(" %")) > float(down.strip(" %")) for up, down, *_ in cells)


def test_a_folder_without_rules_is_refused_by_name(tmp_path):
    with pytest.raises(SystemExit, match="name a folder of rules"):
        read_scheme(tmp_path)


# ---------------------------------------------------------------- what real people would be advised


def test_a_target_is_held_against_a_share_of_those_it_is_about_and_its_edge_still_reaches_it():
    people = [advise(LEAST)] + 3 * [advise(FULL)]
    figure = Figure(
        "tips", lambda p: bool(p.result.tips), lambda p: p.answers["fruit"] in {LEAST["fruit"], FULL["fruit"]}
    )
    assert figure.count(people) == (1, 4)
    for limits, reached in (({"at_most": 25}, True), ({"at_most": 24}, False), ({"at_least": 26}, False), ({}, True)):
        assert Figure("tips", figure.counted, **limits).is_reached(people) is reached
    assert Figure("nobody", figure.counted, lambda _: False, at_least=100).is_reached(people)


@pytest.mark.skipif(not HAS_SURVEY, reason="needs the survey's tables: GUTBONE_NHANES, or shared/nhanes beside this")
@pytest.mark.parametrize("every", [10, pytest.param(1, marks=pytest.mark.long)])
def test_the_advice_for_real_people_is_spread_as_it_is_meant_to_be(every):
    assert missed_in(columns(FOLDER, every)) == []


# ---------------------------------------------------------------- the page


def test_a_page_is_filled_between_its_markers_and_names_the_blocks_of_the_study():
    page = "before\n<!-- begin one -->\nold\n<!-- end one -->\nafter\n"
    new = table(["a", "b"], [[1, 2]])
    assert fill(page, {"one": new}) == f"before\n<!-- begin one -->\n{new}<!-- end one -->\nafter\n"
    with pytest.raises(ValueError, match="two"):
        fill(page, {"one": new, "two": new})


def test_the_page_claims_what_was_tested_and_no_more():
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert "has not been validated in the UK" in text
    assert "It says nothing about bones, about the microbes of the gut, or about any disease." in text
    assert "clinically validated" not in text
    assert f"version {INSTRUMENT.version.partition('.')[0]} of the instrument" in text


@pytest.mark.skipif(not HAS_SURVEY, reason="needs the survey's tables: GUTBONE_NHANES, or shared/nhanes beside this")
@pytest.mark.long
def test_every_figure_of_the_page_comes_out_again():
    page = PAGE.read_text(encoding="utf-8")
    assert fill(page, blocks()) == page
