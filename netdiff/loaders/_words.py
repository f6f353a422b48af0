"""The words people use in cells and headers: for nothing, for many, for yes and no, for totals; titles of people."""

from __future__ import annotations

__all__ = [
    "ABSENT", "BLANKS", "CREDENTIALS", "FREQUENCIES", "NEVER", "NO", "NOES", "NOT_ONE_PERSON", "OPTED_OUT", "QUALTRICS",
    "STAY", "TICKS", "TITLES", "TOOL_COLUMNS", "TOTALS", "YES", "some",
]  # fmt: skip


def some(count: int, one: str, many: str) -> str:
    """A count with its word.

    Examples
    --------
    >>> some(1, "person", "people"), some(1200, "person", "people")
    ('1 person', '1,200 people')
    """
    return f"{count:,} {one if count == 1 else many}"


def _set(text: str) -> frozenset[str]:
    """The phrases of a text, parted by bars or line ends."""
    return frozenset(phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip())


BLANKS = _set("""
na|n/a|n.a.|n.a|nan|null|nil|none|no one|noone|no-one|nobody|no body|nobody else|no one else|nothing|no|none really
none of them|not applicable|not known|unknown|don't know|dont know|dk|prefer not to say|no answer|left blank|blank|empty
tbc|tbd|skip|skipped|keine|niemand|aucun|personne|ninguno|nadie|#n/a|#name?|#ref!|#value!|#null!|<na>
-|--|---|–|—|.|..|...|?|??|x|xx|xxx
""")
NOT_ONE_PERSON = _set("""
everyone|everybody|all|all of them|all staff|all the team|anyone|anybody|whole team|the whole team|the team|my team|team
our team|my colleagues|colleagues|others|other|various|various people|different people|many|several|lots|too many|staff
too many to mention|too many to name|too many to list|the doctors|the nurses|friends|my friends|family|my family
my manager|the manager|my boss|ward manager|the ward manager|me|myself|self|as above|same as above|see above|ditto
it depends|depends
""")
YES = _set("yes|y|true|1|agree|agreed|consent|consented|consent given|given|i consent|i agree|ja|oui|si")
NO = _set(
    "no|n|false|0|refused|refuse|withdrawn|declined|disagree|i do not consent|not given|opt out|opted out|nein|non"
)
STAY = frozenset(["", "-", "no", "n", "false", "0", "nein", "non", "n/a", "na", "unchecked", "unselected"])
OPTED_OUT = YES | _set("opt out|opted out|leave me out|withdraw")
TICKS = _set("x|yes|y|true|ja|oui|si|selected|checked|ticked|\u2713|\u2714|\u2611|\u25cf")
NOES = _set("no|n|false|nein|non|never|none|not at all|unchecked|unselected|\u2610|\u25cb")
NEVER = _set("never|not yet|not adopted|no|none|n/a|na|did not adopt|not used|not applicable|-")
ABSENT = _set("apologies|apology|sent apologies|absent|excused|did not attend|dna")
TOTALS = _set("""
total|totals|sum|summe|gesamt|somme|suma|totaal|all|count|n|mean|average|attendance|in-degree|out-degree|indegree|outdegree
grand total|row total|column total|number of events|n attended
""")
TITLES = _set("""
dr|doctor|mr|mrs|ms|miss|mx|prof|professor|sir|dame|lord|lady|sister|matron|nurse|cllr|councillor|rev|reverend|revd|fr
father|canon|capt|captain|sgt|hon|rt|the|assoc|associate
""")
CREDENTIALS = _set("""
phd|md|mbe|obe|cbe|rn|rgn|rmn|rm|bsc|msc|ba|ma|mba|frcp|frcgp|mrcgp|mrcp|frcs|fracgp|gp|esq|jp|mp|jr|sr|jnr|snr|ii|iii
mbbs|mbchb|dphil|dclinpsy|pa|np
""")
QUALTRICS = _set("""
startdate|enddate|status|ipaddress|progress|finished|recordeddate|responseid|recipientlastname|recipientfirstname
recipientemail|externalreference|externaldatareference|locationlatitude|locationlongitude|distributionchannel
userlanguage
""")
TOOL_COLUMNS = QUALTRICS | _set("""
durationinseconds|starttime|completiontime|lastmodifiedtime|timestamp|language|redcapeventname|redcaprepeatinstrument
redcaprepeatinstance|redcapsurveyidentifier|redcapdataaccessgroup|useragent|collectorid|datecreated|datemodified
customdata1|respondentid|email
""")
FREQUENCIES = {"rarely": 1.0, "seldom": 1.0, "yearly": 1.0, "sometimes": 2.0, "monthly": 2.0, "often": 3.0,
               "weekly": 3.0, "very often": 4.0, "daily": 4.0, "always": 5.0,
               "distant": 1.0, "not very close": 1.0, "less than close": 1.0, "somewhat close": 2.0,
               "fairly close": 2.0, "quite close": 2.0, "close": 3.0, "very close": 4.0, "especially close": 5.0,
               "extremely close": 5.0}  # fmt: skip
