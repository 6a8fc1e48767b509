"""Names that are one name: short forms, and spellings of names that were written in another alphabet first.

Each line is a family; the first is the one they are compared as. They say only that two spellings may be one
person's, never that they are. General rules of spelling (doubled letters, vowels) are in
``pipelines.link_names``; here stands what no rule finds.
"""

_FAMILIES = """
mohammed muhammad mohamed mohammad muhammed mohamad mohamud mahamed mohd md
ahmed ahmad achmed ahmet
abdullah abdallah abdulla
aisha ayesha aysha aishah aicha ayisha
fatima fatimah fatema fatma fatoumata
yusuf yousef youssef yousuf yusef yosef
hussein hussain husain husayn hossain
hassan hasan
ibrahim ebrahim ibraheem
khadija khadijah khadeeja
zainab zaynab zeinab zeynep
omar umar omer
usman uthman osman othman
ali aly alee
chowdhury choudhury chaudhry chaudhary choudhary chaudhri
sheikh shaikh shaykh
said saeed sayed syed sayeed
alexander alex alexandr aleksander aleksandr sasha
alexandra alex alexandria aleksandra
andrew andy andrei andrzej
anthony tony antony
benjamin ben benji
catherine cathy katherine katharine kathryn kate katie kathy katy
charles charlie charley
charlotte charlie lottie
christopher chris kristopher
christina chris tina christine kristina
daniel dan danny
david dave davey
edward ed eddie ted teddy
elizabeth liz lizzie beth betty eliza elisabeth libby
emily emilie emmy
frederick fred freddie freddy
gabriel gabe
george georgie
harold harry
henry harry hal
isabella isabelle isabel izzy bella
jacob jake
james jim jimmy jamie
jennifer jenny jen
jessica jess jessie
john jon johnny jonathan
joseph joe joey josef
joshua josh
katarzyna kasia
lawrence laurence larry laurie
lewis louis luis
lucas luke lukas
margaret maggie meg peggy
matthew matt mathew matteo
michael mike mick mikey
nathaniel nathan nate
nicholas nick nicky nicolas
oliver ollie olly
patrick pat paddy
philip phil phillip
rebecca becky becca rebekah
richard rick dick ricky
robert rob bob bobby robbie
samantha sam sammy
samuel sam sammy
sarah sara
stephen steve steven stefan
susan sue suzanne
theodore theo teddy
thomas tom tommy
timothy tim
victoria vicky tori
william will bill billy liam
zachary zach zac zak
"""

_PARTICLES = """
de da do dos das del della di du la le van von der den ter ten al el bin ibn bint abu ben o mc mac st
"""
_NO_NAMES = """
unknown notknown nk na none null baby babyboy babygirl test notstated tbc
"""

VARIANTS: dict[str, frozenset[str]] = {}
for _line in _FAMILIES.split("\n"):
    for _name in _line.split():
        VARIANTS[_name] = VARIANTS.get(_name, frozenset()) | {_line.split()[0]}

# Parts of a surname that do not tell families apart.
PARTICLES = frozenset(_PARTICLES.split())
# Written where a name is not known.
NO_NAMES = frozenset(_NO_NAMES.split())
