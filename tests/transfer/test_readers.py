"""Every dialect has a sample, and each is read to the row; files that can't be read are refused in words."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.strength import SetKind
from webapp.transfer.history import History, ListedItem, SetItem, Units
from webapp.transfer.readers import READERS, read_file
from webapp.transfer.source import RefusedFileError, decode
from webapp.transfer.values import Amount

SAMPLES = Path(__file__).with_name("samples")
KG = Units("kg", "km")


@dataclass(frozen=True)
class Sample:
    dialect: str
    sets: int
    workouts: int
    reps: int
    volume_kg: str
    seconds: int = 0
    metres: str = "0"
    rests: int = 0
    notes: int = 0
    listed: int = 0
    ask: tuple[str, ...] = ()
    kinds: dict[str, int] = field(default_factory=dict)


# Counted by hand from the samples; a weight the file gives no unit for is read as kilograms, a distance as kilometres.
EXPECTED = {
    "alpha-progression": Sample("alpha-progression", 4, 1, 35, "875", kinds={"warmup": 1, "working": 3}),
    "fitbod": Sample("fitbod", 3, 2, 18, "462.6642174", 900, "2400.5", kinds={"warmup": 1, "working": 2}),
    "fitnotes-android-nine": Sample("fitnotes-android", 6, 1, 41, "2440"),
    "fitnotes-android": Sample("fitnotes-android", 3, 1, 20, "850.014445621", 425, "1600"),
    "fitnotes-ios": Sample("fitnotes-ios", 2, 1, 5, "500", metres="40"),
    "fitnotes-old": Sample("fitnotes-old", 2, 1, 5, "419.57294225", 750, "2414.016"),
    "gravl": Sample("gravl", 1, 1, 10, "550"),
    "gymbook-it": Sample("gymbook", 1, 1, 5, "450", listed=1),
    "hevy-12-hour-kg-miles": Sample("hevy", 3, 1, 3, "420", 60, "80.4672"),
    "hevy-kg": Sample("hevy", 6, 2, 42, "1528", 660, "1300", kinds={"warmup": 1, "working": 4, "failure": 1}),
    "hevy-lb": Sample("hevy", 2, 1, 15, "1349.43730075", kinds={"working": 1, "drop": 1}),
    "hevy-pt-tr": Sample("hevy", 3, 3, 18, "1455", kinds={"working": 2, "failure": 1}),
    "hevy-twice": Sample("hevy", 4, 1, 50, "570"),
    "jefit": Sample("jefit", 4, 1, 20, "1043.262451", 750),
    "liftlog": Sample("liftlog", 2, 1, 10, "1100"),
    "liftosaur": Sample("liftosaur", 2, 1, 11, "1054.60226025", listed=1, kinds={"warmup": 1, "working": 1}),
    "strong-a-de": Sample("strong-a", 3, 1, 31, "2675", rests=1, ask=("weight",)),
    "strong-a-fr": Sample("strong-a", 2, 1, 12, "840", ask=("weight",)),
    "strong-a": Sample("strong-a", 5, 2, 25, "1337.5", 1684, "3720", rests=1, ask=("weight", "distance"),
                       kinds={"warmup": 1, "working": 4}),
    "strong-a0-eleven": Sample("strong-a0", 3, 1, 32, "430.9127515", ask=("weight",)),
    "strong-a0-lb": Sample("strong-a0", 5, 1, 22, "1349.43730075", 720, "2011.68"),
    "strong-a2": Sample("strong-a2", 4, 1, 32, "2780", ask=("weight",), kinds={"working": 2, "failure": 2}),
    "strong-b-old": Sample("strong-b", 3, 1, 47, "689.8797596"),
    "strong-b": Sample("strong-b", 5, 1, 39, "1007.890800206", 900, "5500"),
    "strong-c-quoted": Sample("strong-c", 2, 1, 12, "420", metres="5200", rests=1, notes=1),
    "strong-c": Sample("strong-c", 3, 1, 30, "1780", rests=1, notes=1, kinds={"warmup": 1, "working": 1, "drop": 1}),
    "strong-c2": Sample("strong-c2", 3, 1, 15, "1098.951607", 245, "1000"),
    "stronglifts": Sample("stronglifts", 5, 1, 24, "1020", listed=1),
}  # fmt: skip


def sample(name: str, units: Units | None = None) -> History:
    return read_file((SAMPLES / f"{name}.csv").read_bytes(), units)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_read_to_the_row(name: str) -> None:
    expected, history = EXPECTED[name], sample(name, KG)
    totals = history.totals()
    assert history.dialect == expected.dialect
    assert (len(history.sets), len(history.workouts)) == (expected.sets, expected.workouts)
    assert (history.rests, history.notes, len(history.listed)) == (expected.rests, expected.notes, expected.listed)
    assert history.rows == expected.sets + expected.rests + expected.notes + expected.listed
    assert tuple(history.ask) == expected.ask
    assert history.set_kinds == (expected.kinds or {"working": expected.sets})
    assert (totals.reps, totals.seconds) == (expected.reps, expected.seconds)
    assert (totals.volume_kg, totals.distance_m) == (Decimal(expected.volume_kg), Decimal(expected.metres))


def test_every_sample_and_every_reader_is_tried() -> None:
    body_weights = {"body-weight-strong", "body-weight-fitnotes"}
    assert {path.stem for path in SAMPLES.iterdir()} == set(EXPECTED) | body_weights
    sniffed = {
        reader
        for reader in READERS
        for name in EXPECTED
        if reader.sniff(decode((SAMPLES / f"{name}.csv").read_bytes()))
    }
    assert sniffed == set(READERS)


@pytest.mark.parametrize("name", EXPECTED)
def test_only_one_reader_takes_a_file(name: str) -> None:
    source = decode((SAMPLES / f"{name}.csv").read_bytes())
    assert sum(reader.sniff(source) is not None for reader in READERS) == 1


@pytest.mark.parametrize("name", ["strong-a", "strong-a2", "strong-a0-eleven"])
def test_a_sum_is_not_made_up_where_the_unit_is_not_known(name: str) -> None:
    history = sample(name)
    assert history.totals().volume_kg is None
    assert "weight" in history.ask


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("change", ["crlf", "bom", "no newline at the end", "blank lines"])
def test_how_a_file_was_saved_changes_nothing(name: str, change: str) -> None:
    content = (SAMPLES / f"{name}.csv").read_bytes()
    changed = {
        "crlf": content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
        "bom": content if content.startswith(b"\xef\xbb\xbf") else b"\xef\xbb\xbf" + content,
        "no newline at the end": content.rstrip(b"\n"),
        "blank lines": content + b"\n\n",
    }[change]
    one, other = read_file(content, KG), read_file(changed, KG)
    assert [(each.exercise, each.weight, each.reps) for each in one.sets] == [
        (each.exercise, each.weight, each.reps) for each in other.sets
    ]
    assert len(one.listed) == len(other.listed)


def test_identical_rows_are_sets_of_their_own() -> None:
    sets = sample("fitnotes-android-nine").workouts[0].blocks[0].sets
    assert [(each.exercise, each.reps) for each in sets] == [("Deadlift", 5)] * 3


def test_an_exercise_that_comes_back_is_a_block_of_its_own() -> None:
    blocks = sample("strong-a0-lb").workouts[0].blocks
    assert [block.exercise for block in blocks] == [
        "Deadlift (Barbell)", "Chin Up", "Deadlift (Barbell)", "Running",
    ]  # fmt: skip


def test_an_exercise_that_was_added_twice_in_a_row_is_two_blocks() -> None:
    assert [len(block.sets) for block in sample("hevy-twice").workouts[0].blocks] == [2, 2]


def test_a_name_with_a_comma_that_was_not_quoted_is_put_together() -> None:
    names = [each.exercise for each in sample("fitnotes-android-nine").sets]
    assert "Shoulder Press (Seated, Machine)" in names


def test_notes_and_rests_go_to_their_exercise() -> None:
    (block,) = sample("strong-c").workouts[0].blocks
    assert block.notes == ["elbows in"]
    assert [rest.seconds for rest in block.rests] == [90]
    assert block.sets[1].note == "Wide\ngrip"


def test_a_workout_knows_its_name_note_and_length() -> None:
    first = sample("strong-a").workouts[0].session
    assert (first.name, first.note, first.seconds) == ("Push Day", "Slept badly", 3900)


def test_supersets_and_notes_of_an_exercise_are_kept() -> None:
    day = sample("hevy-kg").workouts[1]
    assert [block.superset for block in day.blocks] == ["", "0", "0"]
    assert sample("hevy-lb").workouts[0].blocks[0].notes == ["belt, sleeves"]


def test_what_was_typed_in_pounds_comes_back_in_pounds() -> None:
    weights = [each.weight for each in sample("fitbod").sets if each.weight]
    assert weights == [Amount(Decimal(65), "lb"), Amount(Decimal(50), "lb")]
    assert sample("strong-a0-eleven", KG).sets[0].weight == Amount(Decimal(95), "lb")


def test_a_hold_has_seconds_and_no_reps() -> None:
    plank = next(each for each in sample("hevy-kg").sets if each.exercise == "Plank")
    assert (plank.reps, plank.seconds) == (None, 60)


HEVY = (
    '"title","start_time","end_time","description","exercise_title","superset_id","exercise_notes","set_index",'
    '"set_type","weight_kg","reps","distance_km","duration_seconds","rpe"\n'
)
STRONG = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"


def hevy_set(start: str = "5 Mar 2024, 18:00", end: str = "5 Mar 2024, 19:00", cells: str = "80,8,,,") -> SetItem:
    text = f'{HEVY}"Day","{start}","{end}","","Squat (Barbell)",,"",0,"normal",{cells}\n'
    (found,) = read_file(text.encode()).sets
    return found


def strong(*rows: str, header: str = STRONG) -> History:
    return read_file((header + "\n".join(rows)).encode(), KG)


@pytest.mark.parametrize("end", ["5 Mar 2024, 17:00", "yesterday", ""])
def test_an_end_that_makes_no_sense_costs_no_set(end: str) -> None:
    assert hevy_set(end=end).session.seconds is None


def test_a_workout_of_eleven_days_keeps_its_sets_and_not_its_end() -> None:
    history = strong('2024-03-05 18:01:12,"A",264h 1m,"Squat (Barbell)",1,100,5,0,0,"","",')
    assert history.workouts[0].session.seconds is None
    assert len(history.sets) == 1


def test_a_weight_with_nothing_beside_it_is_a_failed_lift_and_not_one_rep() -> None:
    assert hevy_set(cells="140,,,,").reps == 0
    assert strong('2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",1,140,0,0,0,"","",').sets[0].reps == 0


def test_a_row_that_measures_nothing_is_listed() -> None:
    history = strong(
        '2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",1,0,0,0,0,"","",',
        '2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",2,60,5,0,0,"","",',
    )
    assert [(each.place.row, each.place.line) for each in history.listed] == [(1, 2)]
    assert len(history.sets) == 1


@pytest.mark.parametrize(
    "row",
    [
        '2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",1,"1,250",5,0,0,"","",',
        '2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",1,"1,234.5",5,0,0,"","",',
        '2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",1,-20,5,0,0,"","",',
        '2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",1,60,5.5,0,0,"","",',
        '2024-03-05 18:01:12,"A",1h,"",1,60,5,0,0,"","",',
        '2024-13-45 18:01:12,"A",1h,"Squat (Barbell)",1,60,5,0,0,"","",',
        '2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",1,60,5',
        "a note that broke its row in two",
    ],
)
def test_a_row_that_is_in_doubt_is_listed_and_the_others_are_read(row: str) -> None:
    history = strong(row, '2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",2,60,5,0,0,"","",')
    assert [each.place.row for each in history.listed] == [1]
    assert history.listed[0].reason
    assert len(history.sets) == 1


def test_an_effort_that_is_none_costs_only_itself() -> None:
    history = strong('2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",1,60,5,0,0,"","",11')
    assert history.sets[0].rpe is None
    assert len(history.remarks) == 1


def test_a_spreadsheet_may_have_written_the_dates_anew() -> None:
    row = '{},"A",1h,"Squat (Barbell)",1,60,5,0,0,"","",'
    american = strong(row.format("12/4/2023 15:54"), row.format("12/24/2023 9:00"))
    assert [f"{each.session.started:%Y-%m-%d}" for each in american.workouts] == ["2023-12-04", "2023-12-24"]
    european = strong(row.format("12/4/2023 15:54"), row.format("24/12/2023 9:00"))
    assert [f"{each.session.started:%Y-%m-%d}" for each in european.workouts] == ["2023-04-12", "2023-12-24"]
    in_doubt = strong(row.format("12/4/2023 15:54"), row.format("2024-01-01 09:00:00"))
    assert len(in_doubt.listed) == 1


def test_strongs_letters_say_what_a_set_was_for() -> None:
    row = '2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",{},60,5,0,0,"","",'
    history = strong(*(row.format(order) for order in ("W", "1", "D", "F", "A", "Serie")))
    assert [each.kind for each in history.sets] == [
        SetKind.WARMUP, SetKind.WORKING, SetKind.DROP, SetKind.FAILURE, SetKind.WARMUP, SetKind.WORKING,
    ]  # fmt: skip
    assert len(history.remarks) == 1


def test_a_rest_is_known_by_its_word_in_any_language() -> None:
    row = '2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",{},0,0,0,90,,,'
    assert strong(row.format("Rest Timer"), row.format("Ruhezeit"), row.format("Dinlenme")).rests == 3


def test_an_older_fitbod_row_holds_several_sets() -> None:
    text = "Date,Exercise,Sets,Reps,Weight,isWarmup,Note\n2020-03-01 17:30:05 +0000,Barbell Row,3,8,60,false,\n"
    history = read_file(text.encode())
    assert (len(history.sets), history.totals().volume_kg) == (3, Decimal(1440))


def test_stronglifts_of_2016_has_three_exercises_a_row() -> None:
    group = "Exercise {n},Weight (KG),Weight (LB),Set 1,Set 2,Set 3,Set 4,Set 5"
    header = f"Date,Note,Workout,{','.join(group.format(n=n) for n in (1, 2, 3))}"
    row = "07/18/16,,A,Squat,60,132,5,5,5,5,5,Bench press,40,88,5,5,5,5,4,Barbell row,50,110,5,5,5,5,5"
    history = read_file(f"{header}\n{row}\n".encode())
    assert history.exercises == {"Barbell row": 5, "Bench press": 5, "Squat": 5}
    assert history.totals().volume_kg == 60 * 25 + 40 * 24 + 50 * 25


REFUSALS = {
    "empty": b"",
    "spaces": b"  \n\n ",
    "a FitNotes backup": b"SQLite format 3\x00" + bytes(100),
    "a zip archive": b"PK\x03\x04" + bytes(30),
    "a FIT file": b"\x0e\x20\x64\x08\x00\x00\x00\x00.FIT" + bytes(20),
    "XML": b'<?xml version="1.0"?><HealthData/>',
    "UTF-16": (HEVY + "x").encode("utf-16"),
    "UTF-16 without its mark": HEVY.encode("utf-16-le"),
    "Latin-1": "Date,Übung\n2024-01-01,Kniebeuge\n".encode("latin-1"),
    "JSON of another app": b'{"workouts": []}',
    "a strange header": b"Tag,Uebung,Menge\n2024-01-01,Kniebeuge,100\n",
    "no header": b"2024-03-05 18:01:12,Push,Bench Press,1,60,5\n",
    "a header and no rows": HEVY.encode(),
    "too many bytes": b"a" * 25_000_001,
    "too many columns": (STRONG + "," * 600).encode(),
    "a cell of more than a megabyte": (STRONG + '"' + "a" * 1_000_001 + '"').encode(),
    "body weights of Strong": (SAMPLES / "body-weight-strong.csv").read_bytes(),
    "body weights of FitNotes": (SAMPLES / "body-weight-fitnotes.csv").read_bytes(),
}


@pytest.mark.parametrize("content", REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_read_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(RefusedFileError) as refused:
        read_file(content, KG)
    assert str(refused.value).endswith(".") and len(str(refused.value)) < 800


def test_too_many_rows_are_refused() -> None:
    row = '2024-03-05 18:01:12,"A",1h,"Squat (Barbell)",1,60,5,0,0,,,\n'
    with pytest.raises(RefusedFileError, match="100,000 rows"):
        read_file((STRONG + row * 100_001).encode(), KG)


def test_an_unknown_header_is_refused_with_the_columns_found() -> None:
    with pytest.raises(RefusedFileError, match="Tag, Uebung, Menge"):
        read_file(REFUSALS["a strange header"])


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12) | st.sampled_from(
    [
        "",
        "0",
        "8",
        "62.5",
        "1,250",
        "W",
        "Rest Timer",
        "Note",
        "2024-03-05 18:01:12",
        "-1",
        "1e9",
        '"',
        "\n",
        "99999999999",
    ]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=14), min_size=1, max_size=8))
def test_every_row_is_accounted_for_whatever_stands_in_it(rows: list[list[str]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    written = sum(any(cell.strip() for cell in row) for row in rows)
    try:
        history = strong(*quoted)
    except RefusedFileError:
        assert written == 0
        return
    assert history.rows == written
    assert all(isinstance(each, ListedItem) and each.reason for each in history.listed)
