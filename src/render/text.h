#pragma once
/* The text report: verdict, claimed beside verified, findings, then why, step by step. */

#include "judge/words.h"
#include "render/out.h"
#include "report.h"

/* Everything. */
void eml_text_report(EmlOut *out, const EmlReport *report);
/* Verdict, table, findings, path and the addresses to unsubscribe: what is read. */
void eml_text_brief(EmlOut *out, const EmlReport *report);
/* What stands between two reports. */
void eml_text_between(EmlOut *out);
/* hypothetical: as EmlReport.hypothetical. */
void eml_text_spf(EmlOut *out, const EmlSpfResult *spf, const GPtrArray *hypothetical);
void eml_text_dmarc(EmlOut *out, const EmlDmarcResult *dmarc, const GPtrArray *hypothetical);
/* One id: its sentence with … where a message puts its own words, what it means, what to do. */
void eml_text_words(EmlOut *out, const EmlWords *words);
/* The same on one line, with the sentence behind column `column`. */
void eml_text_words_line(EmlOut *out, const EmlWords *words, guint column);
