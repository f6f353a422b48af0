"""First names and the short forms people are called by, in English-speaking health services."""

from __future__ import annotations

from functools import cache

__all__ = ["formal_names", "known_first_names"]

SHORT_FORMS = """
abigail: abby abbie gail | abdul: abdullah | abraham: abe bram | adam: ad | adelaide: addie ada | adrian: ade
agnes: aggie | aileen: eileen | alan: al allan allen alun | albert: al bert bertie
alexander: alex al sandy xander alec sacha | alexandra: alex lexi sandra sandy sasha alexa
alfred: alf alfie fred | alice: ali | alison: ali allie | amanda: mandy manda | amelia: millie amy emmy
andrea: andie andy | andrew: andy drew andi | angela: angie ange | ann: annie nan anne | anne: annie nan ann
anna: annie | annabel: bella anna | annette: annie nettie | anthony: tony ant antony | antonia: toni tonia
archibald: archie | arthur: art artie | augustus: gus | barbara: barb babs barbie | barnaby: barney
bartholomew: bart | beatrice: bea trixie bee | benedict: ben | benjamin: ben benny benji | bernadette: bernie
bernard: bernie | bethany: beth | bradley: brad | brenda: bren | bridget: bridie biddy | bronwen: bron
caroline: caz carrie caro | carolyn: caz carrie lyn | cameron: cam | catherine: cath cathy kate katie kitty cat
katherine: kath kathy kate katie kitty kat kay | kathryn: kath kathy kate katie kat | kathleen: kath kathy kat
catriona: cat trina | charles: charlie chas chuck chaz | charlotte: charlie lottie lotte char | christian: chris
christina: chris chrissie tina | christine: chris chrissie tina | christopher: chris kit topher
clarence: clarrie | clifford: cliff | constance: connie | cornelius: neil con | cynthia: cindy cyn
daniel: dan danny | danielle: dani danni | david: dave davey dai | deborah: deb debbie debs debra
debra: deb debbie debs | denise: den | dennis: den denny | derek: del | diana: di | diane: di | dominic: dom
donald: don donny | dorothy: dot dottie dolly dora | douglas: doug dougie | duncan: dunc
edmund: ed eddie ned ted | edward: ed eddie ted ned teddy | edwin: ed eddie
eleanor: ellie nell nora nelly ella lena | elaine: lainey
elizabeth: liz lizzie beth betty betsy eliza lisa libby bess bessie lizzy elspeth elsie | emily: em emmy millie
emma: em emmy | emmanuel: manny | ernest: ernie | esther: essie | eugene: gene | evelyn: evie eve | ewan: ewen
felicity: fliss flick | florence: flo florrie flossie | frances: fran frankie franny
francis: frank frankie fran | francesca: fran frankie chess | franklin: frank | frederick: fred freddie freddy
gabriel: gabe | gabrielle: gabby gabi | gareth: gaz gary | gary: gaz | gavin: gav | geoffrey: geoff
jeffrey: jeff | george: georgie | georgina: georgie gina | gerald: gerry jerry | geraldine: gerry
gerard: gerry | gillian: gill gilly jill | gladys: glad | glenda: glen | gloria: glo | gordon: gord
grace: gracie | graham: gray | gregory: greg gregg | gwendolyn: gwen gwenda | hamish: hame | hannah: han
harold: harry hal | harriet: hattie harri | harrison: harry | heather: hev | helen: nell nellie lena
henrietta: hettie hetty etta | henry: harry hal hank | herbert: bert herb | hilary: hils | howard: howie
hugh: hughie huw | ian: iain | imogen: immy | irene: renie | isabel: izzy bella issy isa
isabella: izzy bella issy | isaac: ike zac | jacob: jake jack | jacqueline: jackie jacqui jacky
james: jim jimmy jamie jem | jane: janie jayne | janet: jan | janice: jan | jason: jay jase | jean: jeannie
jemima: mima jem | jennifer: jen jenny jenni jenn | jeremiah: jerry | jeremy: jez jem jerry
jessica: jess jessie | joan: joanie | joanna: jo joey annie | joanne: jo | john: jack johnny jock jon
jonathan: jon jonny johnny jonty | jonathon: jon jonny | joseph: joe joey jo | josephine: jo josie fifi
joshua: josh | joyce: joy | judith: judy jude jodie | julia: jules julie | julian: jules | julie: jules
justin: just | karen: kaz | kelly: kel | kenneth: ken kenny | kevin: kev | kimberley: kim kimmy
kimberly: kim kimmy | kirsten: kirsty | kristina: kris tina | laura: lorrie | lauren: laurie
laurence: larry laurie loz | lawrence: larry laurie loz | leanne: lea | leonard: len lenny leo | leslie: les
lesley: les | lewis: lew | lillian: lil lily lilly | linda: lin lindy | lindsay: linds | llewellyn: lew
lorraine: lori raine | louis: lou louie | louise: lou lulu | lucinda: lucy cindy | lucy: lu luce | lydia: lyd
lynette: lyn lynn | madeleine: maddy maddie | magdalena: lena maggie | malcolm: mal malc
margaret: maggie meg peggy marge margie greta mags daisy peg megan rita | maria: mia ria marie | marianne: mari
marilyn: mari lyn | marjorie: marge margie | mark: marcus | martha: marti mattie | martin: marty mart
mary: molly polly mamie may | matilda: tilly mattie tilda | matthew: matt matty mat | maureen: mo | maurice: mo
maximilian: max | maxwell: max | megan: meg | melanie: mel | melissa: mel lissa missy | mercedes: mercy
michael: mike mick micky mickey mikey | michelle: shell shelly chelle | mildred: millie | miranda: mandy randa
miriam: mim mimi | mohammed: mo mohamed mohammad muhammad | mohamed: mo mohammed mohammad muhammad
mohammad: mo | muhammad: mo | montgomery: monty | morris: mo | nancy: nan | natalie: nat nats
natasha: nat tasha | nathan: nat nate | nathaniel: nat nate nathan | neil: neal | nicholas: nick nicky nico
nicola: nicky nic nikki | nicole: nicky nic nikki | nigel: nige | norman: norm | oliver: ollie olly
olivia: liv livvy ollie | oscar: ozzie | pamela: pam | patricia: pat patsy tricia trish patty paddy
patrick: pat paddy rick | paul: pauly | paula: pauly | pauline: paula polly | penelope: penny pen
percival: percy | peter: pete | philip: phil pip | phillip: phil pip | philippa: pip pippa phil | phyllis: phyl
priscilla: cilla | prudence: pru | rachel: rach rae | raymond: ray | rebecca: becky becca bex becks
reginald: reg reggie | rhiannon: rhi | richard: rich rick dick richie ricky | robert: bob rob bobby bobbie robbie bert
roberta: bobbie robbie | robin: rob | roderick: rod rory | rodney: rod | roger: rog | roland: roly
ronald: ron ronnie | rosalind: ros roz | rosamund: ros roz | rose: rosie | rosemary: rose rosie | roxanne: roxy
rupert: rupe | russell: russ | ruth: ruthie | sally: sal | samantha: sam sammy | samuel: sam sammy
sandra: sandy | sarah: sally sadie sal | sara: sally | sebastian: seb | serena: rena | sharon: shaz
sheila: shel | shirley: shirl | sidney: sid | simon: si | sophia: sophie | sophie: soph | stanley: stan
stella: stell | stephanie: steph stevie | stephen: steve stevie ste | steven: steve stevie ste
stewart: stew stu | stuart: stu stew | susan: sue susie suzy suze | susannah: sue susie suzy sanna
suzanne: sue suzy susie | sylvia: syl sylvie | tabitha: tabby | tamara: tammy | tamsin: tam tammy
terence: terry tel | teresa: terri tess tessa | theresa: terri tess tessa tracy | theodore: theo ted teddy
thomas: tom tommy | timothy: tim timmy | tobias: toby | tracey: trace | trevor: trev | valentine: val
valerie: val | vanessa: nessa ness | verity: vee | veronica: ronnie vera ron | victor: vic
victoria: vicky vicki tori vic vikki | vincent: vince vinny | violet: vi | virginia: ginny | vivian: viv
vivien: viv | vivienne: viv | walter: wally walt | warren: waz | wendy: wen | wilfred: wilf fred
william: bill will billy willie liam | winifred: win winnie freda | winston: win | yvonne: von vonnie
zachary: zac zach zak | zoe: zo | aleksander: alex olek | aleksandra: alex ola | agnieszka: aga
katarzyna: kasia | malgorzata: gosia | krzysztof: krzys kris | tomasz: tomek tom | piotr: pete peter
siobhan: shiv | sinead: shin | bernice: bernie | beverley: bev | beverly: bev | carole: caz
cecilia: celia cissy | clementine: clem | clement: clem | cordelia: delia | dermot: derm | desmond: des
dionne: di | eamonn: ed | emmeline: emmy em | fergus: gus ferg | fiona: fi | genevieve: gen jen viv
gwyneth: gwyn gwen | hubert: bert hugh | ignatius: iggy | jacinta: cinta | jolene: jo | lachlan: lachie
leopold: leo | lionel: leo | loretta: etta lori | marcus: marc mark | meredith: merry | mervyn: merv | morag: mo
muriel: mu | olwen: ol | owen: owain | padraig: paddy pat | quentin: quin | rhys: reece | rohan: ro
rosaleen: ros rose | saoirse: sersh | shaun: sean | sean: shaun shawn | tatiana: tanya | tyrone: ty
ursula: ursie | wallace: wally | wesley: wes
"""


@cache
def _table() -> dict[str, frozenset[str]]:
    """Any first name → every formal name it may stand for, itself included."""
    forms: dict[str, set[str]] = {}
    for entry in SHORT_FORMS.replace("\n", " | ").split(" | "):
        formal, _, shorts = entry.strip().partition(":")
        for name in (formal, *shorts.split()):
            forms.setdefault(name, {name}).add(formal)
    forms.pop("", None)
    return {name: frozenset(formals) for name, formals in forms.items()}


def formal_names(first: str) -> frozenset[str]:
    """The names a first name may stand for.

    Examples
    --------
    >>> sorted(formal_names("bob"))
    ['bob', 'robert']
    """
    return _table().get(first, frozenset({first}))


def known_first_names() -> frozenset[str]:
    """Every first name and short form in the table."""
    return frozenset(_table())
