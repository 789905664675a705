/* page_story.c: the narrative as HTML. */
#include "engine/report/paging.h"

#include <string.h>

/* A line with its "**strong**" parts; a mark without a second one closes with the line. */
static void add_marked(struct text *out, const char *line) {
    bool strong = false;
    for (const char *mark; (mark = strstr(line, "**")); line = mark + 2) {
        struct text part = {0};
        text_add_bytes(&part, line, (size_t)(mark - line));
        html_escape(out, text_string(&part));
        text_add(out, strong ? "</strong>" : "<strong>");
        strong = !strong;
        text_free(&part);
    }
    html_escape(out, line);
    if (strong) text_add(out, "</strong>");
}

static void add_line(struct text *out, const char *line, bool *in_list, bool *headline_due) {
    bool item = !strncmp(line, "- ", 2), heading = !strncmp(line, "## ", 3), first = !strncmp(line, "**", 2); /* "**Read this first.** What follows." */
    if (*in_list != item) text_add(out, item ? "<ul>\n" : "</ul>\n");
    *in_list = item;
    const char *tag = item ? "li" : heading ? "h2" : "p", *class = first ? " class=\"first\"" : "";
    if (!strcmp(tag, "p") && !first && *headline_due) {
        class = " class=\"headline\"";
        *headline_due = false;
    }
    text_addf(out, "<%s%s>", tag, class);
    add_marked(out, item ? line + 2 : heading ? line + 3 : line);
    text_addf(out, "</%s>\n", tag);
}

void page_story(const char *narrative, struct text *out) {
    bool in_list = false, headline_due = true;
    while (*narrative) {
        size_t length = strcspn(narrative, "\n");
        struct text line = {0};
        text_add_bytes(&line, narrative, length);
        bool shown_elsewhere = !strncmp(text_string(&line), "# ", 2) || (text_string(&line)[0] == '*' && text_string(&line)[1] != '*');
        if (length && !shown_elsewhere) add_line(out, text_string(&line), &in_list, &headline_due);
        text_free(&line);
        narrative += length + (narrative[length] == '\n');
    }
    if (in_list) text_add(out, "</ul>\n");
}
