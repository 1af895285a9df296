"""Names of months as phones write them in exported dates (pure).

The names and abbreviations are those of the Unicode CLDR, https://cldr.unicode.org, without accents, dots and case.
A name that would be two months is left out: Croatian is, for its October is the Czech and Polish November.
"""

import unicodedata
from functools import lru_cache

# A line a language, a word a month; alternatives are joined by a slash.
_LANGUAGES = {
    "en": "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep"
    " october/oct november/nov december/dec",
    "de": "januar/jan/janner februar/feb marz/mar/mrz april/apr mai juni/jun juli/jul august/aug september/sept/sep"
    " oktober/okt november/nov dezember/dez",
    "fr": "janvier/janv fevrier/fevr/fev mars avril/avr mai juin juillet/juil aout septembre/sept octobre/oct"
    " novembre/nov decembre/dec",
    "es": "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago septiembre/sept/sep"
    " octubre/oct noviembre/nov diciembre/dic",
    "pt": "janeiro/jan fevereiro/fev marco/mar abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set"
    " outubro/out novembro/nov dezembro/dez",
    "it": "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago settembre/set"
    " ottobre/ott novembre/nov dicembre/dic",
    "nl": "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug september/sep oktober/okt"
    " november/nov december/dec",
    "tr": "ocak/oca subat/sub mart/mar nisan/nis mayis/may haziran/haz temmuz/tem agustos/agu eylul/eyl ekim/eki"
    " kasim/kas aralik/ara",
    "pl": "stycznia/styczen/sty lutego/luty/lut marca/marzec/mar kwietnia/kwiecien/kwi maja/maj czerwca/czerwiec/cze"
    " lipca/lipiec/lip sierpnia/sierpien/sie wrzesnia/wrzesien/wrz pazdziernika/pazdziernik/paz"
    " listopada/listopad/lis grudnia/grudzien/gru",
    "cs": "ledna/leden/led unora/unor/uno brezna/brezen/bre dubna/duben/dub kvetna/kveten/kve cervna/cerven/cvn"
    " cervence/cervenec/cvc srpna/srpen/srp zari/zar rijna/rijen/rij listopadu/listopad/lis prosince/prosinec/pro",
    "sk": "januara/januar/jan februara/februar/feb marca/marec/mar aprila/april/apr maja/maj juna/jun jula/jul"
    " augusta/august/aug septembra/september/sep oktobra/oktober/okt novembra/november/nov decembra/december/dec",
    "sv": "januari/jan februari/feb mars/mar april/apr maj juni/jun juli/jul augusti/aug september/sept/sep"
    " oktober/okt november/nov december/dec",
    "da": "januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug september/sep oktober/okt"
    " november/nov december/dec",
    "nb": "januar/jan februar/feb mars/mar april/apr mai juni/jun juli/jul august/aug september/sep oktober/okt"
    " november/nov desember/des",
    "fi": "tammikuuta/tammik/tammi helmikuuta/helmik/helmi maaliskuuta/maalisk/maalis huhtikuuta/huhtik/huhti"
    " toukokuuta/toukok/touko kesakuuta/kesak/kesa heinakuuta/heinak/heina elokuuta/elok/elo syyskuuta/syysk/syys"
    " lokakuuta/lokak/loka marraskuuta/marrask/marras joulukuuta/jouluk/joulu",
    "hu": "januar/jan februar/febr marcius/marc aprilis/apr majus/maj junius/jun julius/jul augusztus/aug"
    " szeptember/szept oktober/okt november/nov december/dec",
    "ro": "ianuarie/ian februarie/feb martie/mar aprilie/apr mai iunie/iun iulie/iul august/aug septembrie/sept"
    " octombrie/oct noiembrie/nov decembrie/dec",
    "id": "januari/jan februari/feb maret/mar april/apr mei juni/jun juli/jul agustus/agu september/sep oktober/okt"
    " november/nov desember/des",
    "ca": "gener/gen febrer/febr marc abril/abr maig juny juliol/jul agost/ag setembre/set octubre/oct novembre/nov"
    " desembre/des",
    "ru": "января/январь/янв февраля/февраль/февр/фев марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн"
    " июля/июль/июл августа/август/авг сентября/сентябрь/сент/сен октября/октябрь/окт ноября/ноябрь/нояб/ноя"
    " декабря/декабрь/дек",
    "uk": "січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/квіт/кві травня/травень/трав/тра"
    " червня/червень/черв/чер липня/липень/лип серпня/серпень/серп/сер вересня/вересень/вер жовтня/жовтень/жовт/жов"
    " листопада/листопад/лист/лис грудня/грудень/груд/гру",
    "el": "ιανουαριου/ιανουαριος/ιαν φεβρουαριου/φεβρουαριος/φεβ μαρτιου/μαρτιος/μαρ απριλιου/απριλιος/απρ"
    " μαιου/μαιος/μαι ιουνιου/ιουνιος/ιουν ιουλιου/ιουλιος/ιουλ αυγουστου/αυγουστος/αυγ"
    " σεπτεμβριου/σεπτεμβριος/σεπ οκτωβριου/οκτωβριος/οκτ νοεμβριου/νοεμβριος/νοε δεκεμβριου/δεκεμβριος/δεκ",
}


@lru_cache(maxsize=16_384)
def fold(word: str) -> str:
    """A word for comparing: without case, accents and the dots around it."""
    decomposed = unicodedata.normalize("NFKD", word.replace("ı", "i").replace("İ", "i").casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each)).strip(" .")


def _months() -> dict[str, int]:
    named: dict[str, set[int]] = {}
    for names in _LANGUAGES.values():
        for number, alternatives in enumerate(names.split(), 1):
            for name in alternatives.split("/"):
                named.setdefault(fold(name), set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in named.items() if len(numbers) == 1}


MONTHS = _months()
