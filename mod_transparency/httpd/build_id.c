/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/build_id.h"

#include <brotli/encode.h>
#include <elf.h>
#include <link.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <string.h>
#include <unicode/uversion.h>
#include <zlib.h>

#include "version.h"

/* A note segment: name size, descriptor size, type, name, descriptor, each padded to 4. */
static int hash_note(EVP_MD_CTX *hash, const char *note, size_t size)
{
    while (size >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *head = (const void *)note;
        size_t name = (head->n_namesz + 3u) & ~(size_t)3;
        size_t length = sizeof *head + name + ((head->n_descsz + 3u) & ~(size_t)3);
        if (length > size)
            break;
        if (head->n_type == NT_GNU_BUILD_ID && head->n_namesz == 4
            && !memcmp(note + sizeof *head, "GNU", 4)) {
            EVP_DigestUpdate(hash, note + sizeof *head + name, head->n_descsz);
            return 1;
        }
        note += length;
        size -= length;
    }
    return 0;
}

static int contains(const struct dl_phdr_info *object, uintptr_t address)
{
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        uintptr_t start = object->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && address >= start
            && address < start + part->p_memsz)
            return 1;
    }
    return 0;
}

static int visit(struct dl_phdr_info *object, size_t size, void *hash)
{
    (void)size;
    if (!contains(object, (uintptr_t)&tr_build_id_digest))
        return 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type == PT_NOTE
            && hash_note(hash, (const char *)(object->dlpi_addr
                                              + part->p_vaddr),
                         part->p_memsz))
            return 1;
    }
    return 1;
}

void tr_build_id_digest(unsigned char out[32])
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    UVersionInfo icu;
    char icu_text[U_MAX_VERSION_STRING_LENGTH];
    uint32_t brotli = BrotliEncoderVersion();

    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    dl_iterate_phdr(visit, hash);
    u_getVersion(icu);
    u_versionToString(icu, icu_text);
    EVP_DigestUpdate(hash, TR_VERSION, sizeof TR_VERSION);
    EVP_DigestUpdate(hash, icu_text, strlen(icu_text) + 1);
    EVP_DigestUpdate(hash, zlibVersion(), strlen(zlibVersion()) + 1);
    EVP_DigestUpdate(hash, &brotli, sizeof brotli);
    EVP_DigestFinal_ex(hash, out, NULL);
    EVP_MD_CTX_free(hash);
}
