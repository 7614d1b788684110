/* The floor of bench/paint.py: a program of some twenty lines that fills the screen of a terminal,
 * linked like emlens. */
#include <curses.h>
#include <gmime/gmime.h>
#include <ldns/ldns.h>

int
main(void)
{
	ldns_resolver *resolver = NULL;

	g_mime_init();
	if (ldns_resolver_new_frm_file(&resolver, NULL) == LDNS_STATUS_OK)
		ldns_resolver_deep_free(resolver);
	initscr();
	raw();
	noecho();
	for (int line = 0; line < LINES - 1; line++)
		mvprintw(line, 0, "line %d of a picture that says nothing", line);
	mvaddstr(LINES - 1, 0, "painted");
	refresh();
	getch();
	endwin();
	return 0;
}
