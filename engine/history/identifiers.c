#include "engine/history/identifiers.h"

#include "engine/data/dictionary.h"

#include <ctype.h>
#include <string.h>

/* --- headers ------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *mark, *what;
} MARKS[] = {
    {"first_name", "a name"},      {"last_name", "a name"},        {"firstname", "a name"},      {"lastname", "a name"},
    {"surname", "a name"},         {"full_name", "a name"},      {"name_full", "a name"},       {"initialen", "a name"},        {"employee_name", "a name"},  {"manager_name", "a name"},
    {"voornaam", "a name"},        {"achternaam", "a name"},       {"roepnaam", "a name"},       {"tussenvoegsel", "a name"},
    {"voorletters", "a name"},     {"geslachtsnaam", "a name"},    {"naam_medewerker", "a name"}, {"medewerkernaam", "a name"},
    {"naam_werknemer", "a name"},  {"naam_leidinggevende", "a name"}, {"volledige_naam", "a name"},
    {"e_mail", "an e-mail address"}, {"email", "an e-mail address"}, {"mailadres", "an e-mail address"},
    {"phone", "a telephone number"}, {"telefoon", "a telephone number"}, {"mobiel", "a telephone number"},
    {"iban", "a bank account"},    {"bankrekening", "a bank account"}, {"rekeningnummer", "a bank account"},
    {"burgerservice", "a citizen service number"}, {"sofinummer", "a citizen service number"}, {"social_security", "a citizen service number"},
    {"birth_date", "a full birth date"}, {"birthdate", "a full birth date"}, {"date_of_birth", "a full birth date"},
    {"geboortedatum", "a full birth date"}, {"geb_datum", "a full birth date"}, {"geb_dat", "a full birth date"}, {"gebdat", "a full birth date"}, {"date_birth", "a full birth date"}, {"geboren", "a full birth date"}, {"birthday", "a full birth date"},
    {"home_address", "an address"}, {"street", "an address"},      {"straat", "an address"},     {"stra\xC3\x9F" "e", "an address"}, {"telnr", "a telephone number"},     {"huisnummer", "an address"},
    {"woonadres", "an address"},   {"passport", "an identity document"}, {"paspoort", "an identity document"}};

/* Words that say it only when they are the whole header. */
static const struct {
    const char *word, *what;
} WHOLE[] = {{"name", "a name"}, {"naam", "a name"}, {"initials", "a name"}, {"bsn", "a citizen service number"}, {"ssn", "a citizen service number"},
             {"dob", "a full birth date"}, {"address", "an address"}, {"adres", "an address"}, {"mail", "an e-mail address"}, {"tel", "a telephone number"},
             {"gsm", "a telephone number"}};

/* Small letters, everything else one '_'. */
static void fold(const char *header, char *folded, size_t room) {
    size_t n = 0;
    for (; *header && n + 1 < room; header++) {
        bool plain = isalnum((unsigned char)*header) || (unsigned char)*header >= 0x80;
        if (plain) folded[n++] = (char)tolower((unsigned char)*header);
        if (!plain && n && folded[n - 1] != '_') folded[n++] = '_';
    }
    while (n && folded[n - 1] == '_') n--;
    folded[n] = '\0';
}

static const char *by_header(const char *header) {
    char folded[128];
    fold(header, folded, sizeof folded);
    for (size_t i = 0; i < sizeof WHOLE / sizeof *WHOLE; i++) {
        if (!strcmp(folded, WHOLE[i].word)) return WHOLE[i].what;
    }
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
        if (strstr(folded, MARKS[i].mark)) return MARKS[i].what;
    }
    return NULL;
}

/* --- cells --------------------------------------------------------------------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_email(struct cell cell) {
    const char *at = memchr(cell.s, '@', cell.length);
    if (!at || at == cell.s || memchr(cell.s, ' ', cell.length)) return false;
    size_t left = cell.length - (size_t)(at + 1 - cell.s);
    const char *dot = memchr(at + 1, '.', left);
    return dot && dot > at + 1 && dot + 1 < cell.s + cell.length;
}

/* Ten to fifteen digits behind "+" or "00", or ten behind a "0", with the usual marks between. */
static bool is_telephone(struct cell cell) {
    size_t digits = 0;
    if (cell.length > 1 && cell.s[0] == '0' && cell.s[1] == '.') return false; /* a small number */
    for (size_t i = 0; i < cell.length; i++) {
        digits += is_digit(cell.s[i]);
        if (!is_digit(cell.s[i]) && !memchr("+-() .", cell.s[i], 6)) return false;
    }
    bool abroad = cell.length > 2 && (cell.s[0] == '+' || !memcmp(cell.s, "00", 2) || !memcmp(cell.s, "(+", 2));
    bool at_home = cell.length && (cell.s[0] == '0' || !memcmp(cell.s, "(0", cell.length < 2 ? 1 : 2));
    return abroad ? digits >= 10 && digits <= 15 : at_home && digits == 10;
}

/* Two letters, two check digits, 11 to 30 letters or digits; the number they make is 1 modulo 97. */
static bool is_iban(struct cell cell) {
    char s[40];
    size_t n = 0;
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.s[i] == ' ') continue;
        if (!isalnum((unsigned char)cell.s[i]) || n == sizeof s) return false;
        s[n++] = (char)toupper((unsigned char)cell.s[i]);
    }
    if (n < 15 || n > 34 || !isalpha((unsigned char)s[0]) || !isalpha((unsigned char)s[1]) || !is_digit(s[2]) || !is_digit(s[3])) return false;
    unsigned rest = 0;
    for (size_t i = 0; i < n; i++) {
        char c = s[(i + 4) % n];
        rest = is_digit(c) ? (rest * 10 + (unsigned)(c - '0')) % 97 : (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
    }
    bool dutch = n == 18 && s[0] == 'N' && s[1] == 'L'; /* a Dutch one is known by its shape, mistyped or not */
    for (size_t i = 4; i < 18 && dutch; i++) dutch = i < 8 ? isalpha((unsigned char)s[i]) : is_digit(s[i]);
    return rest == 1 || dutch;
}

/* Nine digits (or eight, a leading 0 lost) whose sum with weights 9, 8, ... 2, -1 is a multiple of eleven. */
static bool is_citizen_number(struct cell cell) {
    int digits[9], n = 0, sum = 0;
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.s[i] == '.' || cell.s[i] == ' ') continue;
        if (!is_digit(cell.s[i]) || n == 9) return false;
        digits[n++] = cell.s[i] - '0';
    }
    if (n < 8) return false;
    for (int i = 0; i < n; i++) {
        int weight = n - i;
        sum += digits[i] * (weight == 1 ? -1 : weight);
    }
    return sum % 11 == 0 && sum != 0;
}

/* Two to four words of letters, each but for a "de" or "van" with a capital. */
static bool is_name(struct cell cell) {
    size_t words = 0, capitals = 0, letters = 0;
    for (size_t i = 0; i <= cell.length; i++) {
        char c = i < cell.length ? cell.s[i] : ' ';
        bool letter = isalpha((unsigned char)c) || (unsigned char)c >= 0x80 || c == '-' || c == '\'' || c == '.' || c == ',';
        if (!letter && c != ' ') return false;
        if (letter && letters++ == 0) capitals += isupper((unsigned char)c) || (unsigned char)c >= 0x80;
        if (c == ' ' && letters) {
            words++;
            letters = 0;
        }
    }
    return words >= 2 && words <= 5 && capitals >= 2;
}

static bool most_are(bool (*is)(struct cell), const struct cell *cells, size_t n, size_t stride) {
    size_t seen = 0, alike = 0;
    for (size_t i = 0; i < n; i++) {
        struct cell cell = cells[i * stride];
        if (!cell.length) continue;
        seen++;
        alike += is(cell);
    }
    return seen >= 5 && alike * 10 >= seen * 9;
}

/* Columns about a person other than the employee, which hold names as often as numbers. */
static bool is_about_a_person(const char *header) {
    static const char *const WORDS[] = {"teamleider", "leidinggevende", "contactpersoon", "aangemaakt", "gewijzigd", "manager", "supervisor", "mentor", "coach", "buddy", "recruiter", "chef", "contact", "created_by", "changed_by"};
    char folded[128];
    fold(header, folded, sizeof folded);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (strstr(folded, WORDS[i])) return true;
    }
    return false;
}

/* As `behoud anonymise` writes ids: twenty hexadecimal digits. */
static bool is_pseudonym(struct cell cell) {
    if (cell.length != 20) return false;
    for (size_t i = 0; i < cell.length; i++) {
        if (!is_digit(cell.s[i]) && (cell.s[i] < 'a' || cell.s[i] > 'f')) return false;
    }
    return true;
}

bool identifiers_is(const char *text) {
    struct cell cell = {text, strlen(text)};
    return is_email(cell) || is_iban(cell) || is_citizen_number(cell) || is_telephone(cell) || is_name(cell);
}

/* Four in five are different: names of people, and not of departments or jobs. */
static bool mostly_different(const struct cell *cells, size_t n, size_t stride) {
    struct dictionary seen = {0};
    size_t values = 0;
    for (size_t i = 0; i < n; i++) {
        if (!cells[i * stride].length) continue;
        values++;
        (void)dictionary_code(&seen, cells[i * stride]);
    }
    bool different = values >= 10 && seen.count * 5 >= values * 4;
    dictionary_free(&seen);
    return different;
}

/* Nothing else looks like these: one in five is enough, whatever fills the other cells. */
static bool some_are(bool (*is)(struct cell), const struct cell *cells, size_t n, size_t stride) {
    size_t seen = 0, alike = 0;
    for (size_t i = 0; i < n; i++) {
        seen += cells[i * stride].length > 0;
        alike += cells[i * stride].length && is(cells[i * stride]);
    }
    return alike >= 5 && alike * 5 >= seen;
}

/* "Jansen, Ine": departments and jobs are not written so. */
static bool is_listed_name(struct cell cell) {
    const char *comma = memchr(cell.s, ',', cell.length);
    return comma && comma + 1 < cell.s + cell.length && comma[1] == ' ' && is_name(cell);
}

const char *identifiers_in_ids(const struct cell *cells, size_t n, size_t stride) {
    if (some_are(is_email, cells, n, stride)) return "an e-mail address";
    if (some_are(is_iban, cells, n, stride)) return "a bank account";
    if (most_are(is_citizen_number, cells, n, stride)) return "a citizen service number";
    return NULL;
}

const char *identifiers_find(const char *header, const struct cell *cells, size_t n, size_t stride) {
    if (most_are(is_pseudonym, cells, n, stride)) return NULL;
    const char *what = by_header(header);
    if (!what) what = identifiers_in_ids(cells, n, stride);
    if (!what && most_are(is_telephone, cells, n, stride)) what = "a telephone number";
    bool names = !what && most_are(is_name, cells, n, stride);
    if (names && (is_about_a_person(header) || most_are(is_listed_name, cells, n, stride) || mostly_different(cells, n, stride))) what = "a name";
    return what;
}
