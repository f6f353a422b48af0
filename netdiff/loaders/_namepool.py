"""Names for made-up people: common in Britain, combined by chance, so that no row is anybody.

Written for making tests and samples; deliberately not the table that the matcher of names uses, so that
the one can judge the other.
"""

from __future__ import annotations

__all__ = ["FIRST_NAMES", "NICKNAMES", "SURNAMES"]

NICKNAMES: dict[str, tuple[str, ...]] = {
    "Abigail": ("Abby", "Gail"),
    "Alexander": ("Alex", "Sandy"),
    "Alexandra": ("Alex", "Sandra"),
    "Amanda": ("Mandy",),
    "Andrew": ("Andy", "Drew"),
    "Anthony": ("Tony",),
    "Benjamin": ("Ben",),
    "Catherine": ("Cathy", "Kate"),
    "Charles": ("Charlie",),
    "Christine": ("Chris", "Tina"),
    "Christopher": ("Chris",),
    "Daniel": ("Dan", "Danny"),
    "David": ("Dave",),
    "Deborah": ("Debbie", "Deb"),
    "Edward": ("Ted", "Eddie"),
    "Eleanor": ("Ellie", "Nell"),
    "Elizabeth": ("Liz", "Beth", "Betty"),
    "Frederick": ("Fred",),
    "Gregory": ("Greg",),
    "James": ("Jim", "Jamie"),
    "Jennifer": ("Jenny", "Jen"),
    "Jessica": ("Jess",),
    "Jonathan": ("Jon", "Jonny"),
    "Joseph": ("Joe",),
    "Judith": ("Judy",),
    "Katherine": ("Kate", "Kathy"),
    "Kenneth": ("Ken",),
    "Margaret": ("Maggie", "Peggy"),
    "Matthew": ("Matt",),
    "Michael": ("Mike", "Mick"),
    "Mohammed": ("Mo",),
    "Nicholas": ("Nick",),
    "Pamela": ("Pam",),
    "Patricia": ("Pat", "Trish"),
    "Peter": ("Pete",),
    "Philip": ("Phil",),
    "Rebecca": ("Becky",),
    "Richard": ("Rich", "Dick"),
    "Robert": ("Bob", "Rob", "Bobby"),
    "Ronald": ("Ron",),
    "Samantha": ("Sam",),
    "Samuel": ("Sam",),
    "Stephen": ("Steve",),
    "Susan": ("Sue", "Susie"),
    "Thomas": ("Tom", "Tommy"),
    "Timothy": ("Tim",),
    "Valerie": ("Val",),
    "Victoria": ("Vicky", "Tori"),
    "William": ("Bill", "Will", "Billy"),
}
"""What people called so are often called instead."""

_PLAIN = """
Aisha Alan Amir Angela Anita Brian Bronwen Carol Chidi Claire Colin Dawn Derek Diane Dylan Emma Fatima Fiona
Gareth Gemma Graham Grace Gwen Hannah Harpreet Helen Hugh Ian Imran Ines Jacek Jane Joan Kevin Kofi Laura
Leila Linda Magda Manjit Mark Martin Megan Morag Nadia Neil Nia Niamh Olga Paul Priya Rachel Rhys Rosa Ruth
Sanjay Sara Sean Siân Simon Sunita Tariq Tracey Usha Wendy Yusuf Zoë
"""
_SURNAMES = """
Adams Ahmed Ali Allen Anderson Bailey Baker Begum Bell Bennett Brown Campbell Carter Chapman Clark Clarke
Collins Cook Cooper Cox Davies Davis Dixon Edwards Ellis Evans Fisher Foster Fraser Gibson Gray Green
Griffiths Hall Harris Harrison Hill Holmes Hughes Hunt Hussain Jackson James Jenkins Jones Kaur Kelly Khan
King Knight Kowalski Lee Lewis Lloyd MacDonald Marshall Mason Matthews Miller Mitchell Moore Morgan Morris
Murphy Murray Nguyen O'Brien O'Neill Okafor Owen Palmer Parker Patel Phillips Powell Price Rees Reid
Richards Richardson Roberts Robertson Robinson Rogers Ross Russell Ryan Scott Shah Sharma Shaw Simpson Singh
Smith Smith-Jones Stevens Stewart Stone Taylor Thomas Thompson Turner Walker Walsh Ward Watson Webb White
Wilkinson Williams Wilson Wood Wright Young
"""

FIRST_NAMES: tuple[str, ...] = (*NICKNAMES, *_PLAIN.split())
SURNAMES: tuple[str, ...] = tuple(_SURNAMES.split())
