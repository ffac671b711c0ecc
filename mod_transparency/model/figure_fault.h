/* SPDX-License-Identifier: Apache-2.0 */
/*
 * figure_fault.h - saying what an author meant who wrote something that is
 * not a figure.
 */
#ifndef TR_MODEL_FIGURE_FAULT_H
#define TR_MODEL_FIGURE_FAULT_H

#include "model/figure.h"

/*
 * Completes an error whose fault and place the parser has set: names the
 * fault more exactly where the parser only knows "unknown", and writes what
 * was meant and the message.  text is what tr_figure_parse refused.
 */
void tr_figure_explain(const char *text, size_t length,
                       tr_figure_error *error);

#endif
