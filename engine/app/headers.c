#include "engine/app/headers.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct known {
    enum header_role role;
    bool dutch;
    const char *names; /* whole headers, between blanks; "*" in front: also as a part of one */
};

/* In this order: the first that fits. Letters and digits only. */
static const struct known KNOWN[] = {
    {HEADER_MANAGER, true, "*leidinggevende manager_nummer *chef"},
    {HEADER_MANAGER, false, "*managerid *manager *supervisor"},
    {HEADER_ID, true, "*personeelsnummer *personeelsnr persnr *medewerkernummer *medewerkernr *medewerkerid *werknemernummer *werknemersnummer *werknemerid nummer personeelsid *persoonsnummer *relatienummer medewerker werknemer nr"},
    {HEADER_ID, false, "id *employeeid *employeenumber *employeeno empid empno empnum *staffid *personid *workerid employee pid"},
    {HEADER_AS_OF, false, "*maxdate asof *daterecorded"},
    {HEADER_EXTRACT_DAY, true, "*peildatum *standdatum"},
    {HEADER_EXTRACT_DAY, false, "*snapshot *recorddate *extractdate *reportdate *reportingdate"},
    {HEADER_HIRED, true, "*indienst *aanstellingsdatum *begindienstverband *startdienstverband"},
    {HEADER_HIRED, false, "*hiredate *hiringdate *dateofhire *datehired hired hire *joiningdate *dateofjoining joindate joined *employmentstart"},
    {HEADER_LEFT, true, "*uitdienstdatum *datumuitdienst *uitdiensttreding uitdienst *eindedienstverband *vertrekdatum *ontslagdatum"},
    {HEADER_LEFT, false, "*exitdate *terminationdate *termdate *dateofexit *dateleft *leavedate *leavingdate *lastday *separationdate *attritiondate *employmentend"},
    {HEADER_OBSERVED, true, "*waargenomenvanaf *waarnemingvanaf *gevolgdvanaf *bekendvanaf"},
    {HEADER_OBSERVED, false, "*observedfrom *observedsince *entrydate *knownfrom"},
    {HEADER_REASON, true, "*redenuitdienst *redeneinde *uitstroomreden *redenvertrek *vertrekreden *ontslagreden *redenontslag reden *uitdienstreden *redenuit"},
    {HEADER_REASON, false, "*exitreason *reasonforleaving *terminationreason *termreason *terminationtype *termtype *leavingreason reason *separationreason *attritionreason"},
    {HEADER_CENSORED, false, "censor censored cens censoring"},
    {HEADER_EXITED, true, "vertrokken isuitdienst uitstroom"},
    {HEADER_EXITED, false, "left attrition exited turnover churn churned quit termination terminated leftcompany"},
    {HEADER_OUTCOME, true, "gepromoveerd geslaagd doorgestroomd"},
    {HEADER_STATUS, true, "*dienstverbandstatus *statusdienstverband"},
    {HEADER_STATUS, false, "status *employmentstatus *employeestatus"},
    {HEADER_OUTCOME, false, "promoted passed outcome success"},
    {HEADER_FROM, true, "*ingangsdatum *datumingang *begindatum *startdatum vanaf begindatum startdatum geldigvanaf datumbegin"},
    {HEADER_FROM, false, "fromdate from validfrom effectivedate effdt effectivefrom startdate start begindate quarter period"},
    {HEADER_TO, true, "*einddatum eind einde tot totenmet geldigtot tm datumeinde"},
    {HEADER_TO, false, "todate to validto effectiveto enddate end until"},
    {HEADER_TENURE, true, "dienstjaren *dienstjaar aantaldienstjaren dienstmaanden *dienstverbandmaanden *dienstverbandjaren *maandenindienst"},
    {HEADER_TENURE, false, "tenure *tenuredays *tenuremonths *tenureyears *tenure days months month years weeks *yearsatcompany *seniority *lengthofservice"},
    {HEADER_EVENT_DAY, true, "datum gespreksdatum datumgesprek"},
    {HEADER_EVENT_DAY, false, "date eventdate talkdate"},
    {HEADER_EVENT_KIND, true, "soort gebeurtenis *soortgesprek *typegesprek"},
    {HEADER_EVENT_KIND, false, "kind event eventtype type"},
    {HEADER_DEPARTMENT, true, "*afdeling *organisatieonderdeel *bedrijfsonderdeel"},
    {HEADER_DEPARTMENT, false, "*department deptno dept *facility *businessunit *division"},
    {HEADER_TEAM, false, "team teamid squad"},
    {HEADER_ROLE, true, "functie functienaam functiegroep beroep"},
    {HEADER_ROLE, false, "*jobtitle title *jobfamily job jobrole role position"},
    {HEADER_LEVEL, true, "schaal salarisschaal functieschaal niveau"},
    {HEADER_LEVEL, false, "level grade joblevel"},
    {HEADER_PAY, true, "salaris *jaarsalaris *brutosalaris *jaarloon loon *brutoloon *maandsalaris *maandloon"},
    {HEADER_PAY, false, "salary pay wage *annualsalary *basesalary *basepay annualpay *monthlyincome"},
    {HEADER_HOURS, true, "uren contracturen urenperweek"},
    {HEADER_HOURS, false, "hours contracthours weeklyhours"},
    {HEADER_AGE, true, "leeftijd"},
    {HEADER_AGE, false, "age"},
    {HEADER_BIRTH_YEAR, true, "geboortejaar"},
    {HEADER_BIRTH_YEAR, false, "birthyear yearofbirth"},
    {HEADER_GENDER, true, "geslacht"},
    {HEADER_GENDER, false, "gender sex"},
    {HEADER_EVENT_DAY, true, "*datum"}, /* any other day */
    {HEADER_EVENT_DAY, false, "*date"}};

enum { FOLDED = 128 };

static void fold(const char *header, char folded[FOLDED]) {
    size_t n = 0;
    for (; *header && n + 1 < FOLDED; header++) {
        if (isalnum((unsigned char)*header)) folded[n++] = (char)tolower((unsigned char)*header);
    }
    folded[n] = '\0';
}

/* Is `folded` one of the names, or (parts) does it contain one that may be a part? */
static bool fits(const char *folded, const char *names, bool parts) {
    while (*names) {
        size_t length = strcspn(names, " ");
        bool part = *names == '*';
        char name[FOLDED];
        snprintf(name, sizeof name, "%.*s", (int)(length - part), names + part);
        if (parts ? part && strstr(folded, name) : !strcmp(folded, name)) return true;
        names += length;
        names += *names == ' ';
    }
    return false;
}

/* "is_manager" and "aantal medewerkers" are about the word that they hold, not it. */
static bool is_about(const char *folded) {
    static const char *const WORDS[] = {"is", "has", "heeft", "aantal", "number", "num", "count", NULL};
    for (const char *const *word = WORDS; *word; word++) {
        if (!strncmp(folded, *word, strlen(*word))) return true;
    }
    return false;
}

static const struct known *find(const char *header) {
    char folded[FOLDED];
    fold(header, folded);
    for (int parts = 0; parts < (is_about(folded) ? 1 : 2); parts++) {
        for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
            if (fits(folded, KNOWN[i].names, parts)) return &KNOWN[i];
        }
    }
    return NULL;
}

enum header_role header_role(const char *header) {
    const struct known *known = find(header);
    return known ? known->role : HEADER_NONE;
}

int header_is_dutch(const char *header) {
    const struct known *known = find(header);
    return known && known->dutch;
}

int header_tenure_unit(const char *header) {
    static const char *const MARKS[][5] = {{"week", "weken", NULL}, {"month", "maand", NULL}, {"year", "jaar", "jaren", NULL}};
    char folded[FOLDED];
    fold(header, folded);
    for (int unit = 0; unit < 3; unit++) {
        for (int i = 0; MARKS[unit][i]; i++) {
            if (strstr(folded, MARKS[unit][i])) return unit + 1;
        }
    }
    return 0;
}
