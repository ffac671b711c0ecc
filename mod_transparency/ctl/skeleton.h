/* SPDX-License-Identifier: Apache-2.0 */
/*
 * skeleton.h - the files with which a record begins.
 *
 * In their texts @TODAY@ stands for the day of today, @YEAR@ for the year
 * before it and @NEXT@ for the year after it; "FILL IN" marks what is only an
 * example.
 */
#ifndef TR_CTL_SKELETON_H
#define TR_CTL_SKELETON_H

#include <stddef.h>

typedef struct tr_skeleton_file {
    const char *name;           /* NULL ends the list */
    const char *text;
} tr_skeleton_file;

extern const tr_skeleton_file tr_skeleton[];

#endif
