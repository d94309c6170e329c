/*
 * Counts words: those of the standard input, and of the files that the arguments name. The last rank that reads a
 * file does so past stdio, each rank gets the same, and rank 0 prints it. Everything it sees of an input it checks in
 * another way besides.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fugu/fugu.h>
#include <fugu/input.h>

static void require(int line, bool is)
{
    if (is) return;
    printf("line %d is not as it should be\n", line);
    exit(1);
}
#define REQUIRE(what) require(__LINE__, what)

struct count {
    uint64_t lines, words, bytes;
    uint32_t sum; /* of the bytes, as FNV-1a has it */
};

static void add(struct count *to, int c, bool *in_word)
{
    to->bytes++;
    to->lines += c == '\n';
    if (!isspace(c) && !*in_word) to->words++;
    *in_word = !isspace(c);
    to->sum = (to->sum ^ (uint32_t)c) * 16777619;
}

static struct count by_stdio(FILE *in)
{
    struct count count = {.sum = 2166136261};
    bool in_word = false;
    for (int c; (c = getc(in)) != EOF;) add(&count, c, &in_word);
    REQUIRE(feof(in) && !ferror(in));
    return count;
}

/* In pieces whose sizes, offsets in the buffer and pages are never alike, down to the end. */
static struct count by_calls(int which)
{
    struct count count = {.sum = 2166136261};
    char *buffer = malloc(20000);
    bool in_word = false;
    size_t piece = 1;
    for (uint64_t offset = 0;;) {
        char *to = buffer + offset % 4099;
        int64_t got = fugu_input_read(which, offset, to, piece);
        REQUIRE(got >= 0 && (size_t)got <= piece);
        for (int64_t i = 0; i < got; i++) add(&count, (unsigned char)to[i], &in_word);
        offset += (uint64_t)got;
        if ((size_t)got < piece) break;
        piece = piece * 7 % 12289;
    }
    free(buffer);
    return count;
}

static bool same(struct count a, struct count b)
{
    return a.lines == b.lines && a.words == b.words && a.bytes == b.bytes && a.sum == b.sum;
}

static void print(const char *name, struct count count)
{
    if (fugu_rank() == 0)
        printf("%s: %lu lines, %lu words, %lu bytes, %08x\n", name, count.lines, count.words, count.bytes, count.sum);
}

static void read_file(const char *name)
{
    FILE *in = fopen(name, "r");
    if (!in) {
        if (fugu_rank() == 0) printf("%s: %s\n", name, strerror(errno));
        return;
    }
    struct count count = by_stdio(in);
    REQUIRE(!fseek(in, 0, SEEK_END) && (uint64_t)ftell(in) == count.bytes);
    rewind(in);
    REQUIRE(same(by_stdio(in), count));
    REQUIRE(!fclose(in));
    uint64_t size;
    int which = fugu_input_find(name, &size);
    REQUIRE(which >= FUGU_INPUT_FIRST_FILE && size == count.bytes);
    REQUIRE(same(by_calls(which), count));
    struct stat about;
    REQUIRE(!stat(name, &about) && (uint64_t)about.st_size == size && !(about.st_mode & S_IWUSR));
    REQUIRE(!fopen(name, "w") && errno == EROFS);
    REQUIRE(open(name, O_RDWR) < 0 && errno == EROFS);
    REQUIRE(unlink(name) < 0 && errno == EROFS);
    REQUIRE(!access(name, R_OK) && access(name, W_OK) < 0);
    print(name, count);
}

int main(int argc, char **argv)
{
    uint64_t began = fugu_cycles();
    struct count standard = by_stdio(stdin);
    REQUIRE(getchar() == EOF);
    print("standard input", standard);
    for (int i = 1; i < argc; i++) read_file(argv[i]);
    REQUIRE(fugu_input_find("no such file", NULL) == FUGU_INPUT_NO_SUCH);
    if (fugu_boot->cap_input) {
        uint32_t input = fugu_boot->cap_input;
        REQUIRE(standard.bytes == fugu_boot->input_bytes);
        REQUIRE(same(by_calls(FUGU_INPUT_STANDARD), standard));
        char rest;
        REQUIRE(read(STDIN_FILENO, &rest, 1) == 0);
        char byte;
        REQUIRE(fugu_cap_inspect(input) == (FUGU_KIND_INPUT | (int64_t)(FUGU_RIGHT_READ | FUGU_RIGHT_DERIVE) << 8));
        REQUIRE(fugu_input_call(input, 2 + fugu_boot->input_files, 0, &byte, 1) == FUGU_E_BAD_ARGUMENT);
        REQUIRE(fugu_input_call(fugu_boot->cap_console, 0, 0, &byte, 1) == FUGU_E_WRONG_OBJECT);
        REQUIRE(fugu_input_call(input, 0, 0, (void *)(uintptr_t)main, 1) == (standard.bytes ? FUGU_E_BAD_ADDRESS : 0));
        REQUIRE(fugu_input_call(input, 0, 1ul << 40, &byte, 1) == 0);
    }
    if (fugu_rank() == 0) fugu_metric("words", (int64_t)standard.words);
    if (fugu_rank() == 0) fugu_metric("reading", (int64_t)(fugu_cycles() - began));
    return 0;
}
