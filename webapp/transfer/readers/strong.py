"""Strong: one row a set, in seven dialects by their header, in several languages.

A workout is `Workout #`, else its start and name. The set's order is a number, or a letter in its place (W, D, F), or
the word for a rest or a note. In the older dialects an empty measure is written 0.
"""

from collections.abc import Iterator

from webapp.strength import SetKind
from webapp.transfer import values
from webapp.transfer.history import Item, ListedItem, NoteItem, RestItem, Session, SetItem
from webapp.transfer.months import fold
from webapp.transfer.readers import _table
from webapp.transfer.readers._table import UNKNOWN_KIND, Layout, failed_reps
from webapp.transfer.source import Row, Source

# What the columns are called, in English and in the languages the app speaks; compared without case and accents.
_COLUMNS = {
    "number": ("workout #",),
    "date": ("date", "datum", "fecha", "data", "tarih"),
    "workout": ("workout name", "workout-name", "nom de l'entraînement", "nombre del entrenamiento", "nome do treino",
                "nome dell'allenamento", "naam training", "workoutnaam"),
    "duration": ("duration", "duration (sec)", "workout duration", "dauer", "durée", "duración", "duração", "durata",
                 "duur"),
    "exercise": ("exercise name", "name der übung", "übungsname", "nom de l'exercice", "nombre del ejercicio",
                 "nome do exercício", "nome dell'esercizio", "naam oefening", "oefeningnaam"),
    "order": ("set order", "reihenfolge festlegen", "satzreihenfolge", "ordre de la série", "orden de la serie",
              "orden de series", "ordem da série", "ordine della serie", "ordine serie", "setvolgorde"),
    "weight": ("weight", "weight (kg)", "weight (kgs)", "weight (lb)", "weight (lbs)", "kg", "lb", "lbs", "gewicht",
               "poids", "peso"),
    "weight_unit": ("weight unit",),
    "reps": ("reps", "wiederh.", "wiederholungen", "répétitions", "réps", "repeticiones", "repetições", "ripetizioni",
             "herhalingen"),
    "distance": ("distance", "distance (meters)", "distance (m)", "distance (miles)", "distance (mi)", "distance (km)",
                 "km", "mi", "entfernung", "distanz", "distancia", "distância", "distanza", "afstand"),
    "distance_unit": ("distance unit",),
    "seconds": ("seconds", "sekunden", "secondes", "segundos", "secondi", "seconden"),
    "notes": ("notes", "notizen", "notas", "note", "notities"),
    "workout_notes": ("workout notes", "workout-notizen", "notes d'entraînement", "notas del entrenamiento",
                      "notas de entrenamiento", "notas do treino", "note dell'allenamento", "note allenamento",
                      "trainingsnotities"),
    "rpe": ("rpe",),
}  # fmt: skip
_NEEDED = {"date", "workout", "exercise", "order", "weight", "reps", "seconds"}
_ENGLISH = {"w": SetKind.WARMUP, "d": SetKind.DROP, "f": SetKind.FAILURE}
# The local word for a warm-up begins with these (Aufwärmen, échauffement, calentamiento, aquecimento, riscaldamento).
_WARM_UP_LETTERS = {"a", "e", "c", "r"}
_LETTERS = _ENGLISH | dict.fromkeys(_WARM_UP_LETTERS, SetKind.WARMUP)
_NOTE_WORDS = {"note", "notiz", "nota", "notitie"}
_REST_WORDS = {"rest timer", "ruhezeit"}


def _layout(source: Source) -> Layout | None:
    found = _table.layout(source, _COLUMNS, _NEEDED)
    return found if found and len(found.at) == len(found.header) else None


def sniff(source: Source) -> str | None:
    """Which of Strong's dialects a file is written in."""
    found = _layout(source)
    if found is None:
        return None
    if "number" in found:
        return "strong-c2" if "weight_unit" in found else "strong-c"
    if "weight_unit" in found:
        return "strong-b"
    if "duration" not in found:
        return "strong-a0"
    return "strong-a" if "notes" in found or "workout_notes" in found else "strong-a2"


def read(source: Source) -> Iterator[Item]:
    """The file's rows."""
    found = _layout(source)
    return iter(()) if found is None else _table.read(source, found, _item)


def _item(layout: Layout, row: Row) -> Item:
    session, exercise = _session(layout, row), layout.exercise(row)
    order, note = fold(layout.cell(row, "order")), layout.cell(row, "notes")
    weight, reps, distance, seconds = (layout.number(row, each) for each in ("weight", "reps", "distance", "seconds"))
    is_word = order not in _LETTERS and values.number(order) is None
    if order in _NOTE_WORDS or (is_word and note and not (weight or reps or distance or seconds)):
        return NoteItem(row.place, session, exercise, note) if note else ListedItem(row.place, "The note is empty.")
    if order in _REST_WORDS or (is_word and seconds and not (weight or reps or distance)):
        return RestItem(row.place, session, exercise, int(seconds))
    return _set(layout, row, session, exercise)


def _session(layout: Layout, row: Row) -> Session:
    started, name, number = layout.moment(row), layout.cell(row, "workout"), layout.cell(row, "number")
    key = (number,) if number else (started.isoformat(), name)
    return Session(key, started, name, layout.cell(row, "workout_notes"), values.length(layout.cell(row, "duration")))


def _set(layout: Layout, row: Row, session: Session, exercise: str) -> SetItem:
    weight = layout.weight(row, _unit(layout, row, "weight"))
    distance, lost = layout.distance(row, _unit(layout, row, "distance"))
    order = fold(layout.cell(row, "order"))
    is_strange = order and order not in _LETTERS and values.number(order) is None
    strange = [UNKNOWN_KIND.format(layout.cell(row, "order"))] if is_strange else []
    rpe, remarks = layout.rpe(row)
    seconds = layout.seconds(row)
    return SetItem(
        place=row.place,
        session=session,
        exercise=exercise,
        kind=_LETTERS.get(order, SetKind.WORKING),
        weight=weight or None,
        reps=failed_reps(layout.reps(row), weight=weight, distance=distance, seconds=seconds),
        distance=distance or None,
        seconds=seconds or None,
        rpe=rpe,
        note=layout.cell(row, "notes"),
        remarks=(*lost, *strange, *remarks),
    )


def _unit(layout: Layout, row: Row, measure: str) -> str | None:
    """The unit that the row says, else the one in the column's name: `Weight (kg)`, `lb`, `Distance (meters)`."""
    said = layout.cell(row, f"{measure}_unit")
    if said or f"{measure}_unit" in layout:
        return said
    name = layout.name(measure)
    inside = name.partition("(")[2].rstrip(") ") if "(" in name else name
    return values.unit(inside)
