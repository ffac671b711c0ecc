/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.h - the module's own message numbers.
 *
 * httpd's AH numbers belong to httpd; ours are TR0001 and up, each explained
 * in docs/errors.md with its cause and remedy.  The number stands at the start
 * of the message.
 */
#ifndef TR_HTTPD_LOG_H
#define TR_HTTPD_LOG_H

#include <http_log.h>

#define TR_LOGNO(number) "TR" #number ": "

#endif
