/* SPDX-License-Identifier: Apache-2.0 */
/* build_id.h - which code this is. */
#ifndef TR_HTTPD_BUILD_ID_H
#define TR_HTTPD_BUILD_ID_H

/*
 * SHA-256 over what of our code and its libraries can change a byte we serve:
 * the linker's build id of this module (the version where there is none), ICU,
 * zlib and brotli versions.  Equal on every machine with the same packages.
 */
void tr_build_id_digest(unsigned char out[32]);

#endif
