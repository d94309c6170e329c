/*
 * What it takes to find out whom a packet is for: filters. Ten, a hundred or one TCP connections between two hosts each
 * have a filter; headers of 40 bytes, of all connections alike, are classified in three ways:
 *
 *   each_N      an interpreter of a filter's program, for one filter after the other (BPF: McCanne and Jacobson, USENIX
 *               1993)
 *   merged_N    an interpreter of one program for all of them: what they have in common once, and then a hash table for
 *               where they differ (MPF: Yuhara and others, USENIX 1994)
 *   compiled_N  what the kernel has compiled N filters to (DPF: Engler and Kaashoek, SIGCOMM 1996)
 *
 * Figures are hundredths of a cycle for a packet, the mean of packets for filters spread over all of them, in a warm
 * cache. accept_N is what the kernel takes to accept the last of N filters, in cycles: merging and compiling.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/filter.h>

#define FILTERS 100
#define MOST_PACKETS 20
#define HEADER 40
#define CLIENT 0x0a000002
#define SERVER 0x0a000001
#define FIRST_PORT 1025
#define PORT 80

/* ------------------------------------------------------------------ the interpreters' machine */

enum operation { LOAD_1, LOAD_2, LOAD_4, JUMP_EQUAL, STORE, RETURN, RETURN_MATCH };

struct instruction {
    uint16_t operation;
    uint8_t if_true, if_false; /* instructions that are left out */
    uint32_t k;
};

#define CELLS 4
#define BUCKETS 256

struct session {
    uint32_t keys[CELLS];
    int32_t filter, next;
};

static struct session sessions[FILTERS];
static int32_t buckets[BUCKETS];

static uint32_t hash(const uint32_t *keys)
{
    uint32_t mixed = keys[0] ^ keys[1] ^ keys[2] ^ keys[3] << 4;
    return (mixed ^ mixed >> 8 ^ mixed >> 16) % BUCKETS;
}

static int32_t match(const uint32_t *cells)
{
    for (int32_t i = buckets[hash(cells)]; i >= 0; i = sessions[i].next) {
        const uint32_t *keys = sessions[i].keys;
        if (keys[0] == cells[0] && keys[1] == cells[1] && keys[2] == cells[2] && keys[3] == cells[3]) {
            return sessions[i].filter;
        }
    }
    return -1;
}

/* Answers what the program returns: of RETURN its constant, less one; of RETURN_MATCH the filter found. */
static __attribute__((noinline)) int32_t interpret(
    const struct instruction *program, const uint8_t *packet, uint32_t bytes)
{
    uint32_t accumulator = 0, cells[CELLS] = {0};
    for (const struct instruction *at = program;; at++) {
        uint32_t k = at->k;
        switch (at->operation) {
        case LOAD_1:
            if (k >= bytes) return -1;
            accumulator = packet[k];
            break;
        case LOAD_2:
            if (k + 2 > bytes) return -1;
            accumulator = (uint32_t)packet[k] << 8 | packet[k + 1];
            break;
        case LOAD_4:
            if (k + 4 > bytes) return -1;
            accumulator = (uint32_t)packet[k] << 24 | (uint32_t)packet[k + 1] << 16 | (uint32_t)packet[k + 2] << 8
                | packet[k + 3];
            break;
        case JUMP_EQUAL: at += accumulator == k ? at->if_true : at->if_false; break;
        case STORE: cells[k % CELLS] = accumulator; break;
        case RETURN: return (int32_t)k - 1;
        case RETURN_MATCH: return match(cells);
        default: return -1;
        }
    }
}

/* ------------------------------------------------------------------ three ways */

#define TESTS 6
#define LENGTH (2 * TESTS + 2)

static struct instruction programs[FILTERS][LENGTH];
static struct instruction merged[2 * TESTS + 2];
static uint32_t count;

/* What a connection's packets have in common. */
static const struct {
    uint32_t offset, bytes;
} fields[TESTS] = {{0, 1}, {9, 1}, {12, 4}, {16, 4}, {20, 2}, {22, 2}};

static uint32_t value(uint32_t field, uint32_t connection)
{
    const uint32_t values[TESTS] = {0x45, 6, CLIENT, SERVER, FIRST_PORT + connection, PORT};
    return values[field];
}

static uint16_t load(uint32_t field)
{
    return fields[field].bytes == 1 ? LOAD_1 : fields[field].bytes == 2 ? LOAD_2 : LOAD_4;
}

static void write_program(uint32_t connection)
{
    struct instruction *at = programs[connection];
    for (uint32_t i = 0; i < TESTS; i++) {
        *at++ = (struct instruction){load(i), 0, 0, fields[i].offset};
        *at++ = (struct instruction){JUMP_EQUAL, 0, (uint8_t)(2 * (TESTS - 1 - i) + 1), value(i, connection)};
    }
    *at++ = (struct instruction){RETURN, 0, 0, connection + 1};
    *at = (struct instruction){RETURN, 0, 0, 0};
}

/* The first two fields are tested, the others are a key. */
static void write_merged(void)
{
    struct instruction *at = merged;
    for (uint32_t i = 0; i < TESTS; i++) {
        *at++ = (struct instruction){load(i), 0, 0, fields[i].offset};
        if (i < TESTS - CELLS) *at++ = (struct instruction){JUMP_EQUAL, 0, (uint8_t)(2 * (TESTS - 1 - i) + 1), value(i, 0)};
        else *at++ = (struct instruction){STORE, 0, 0, i - (TESTS - CELLS)};
    }
    *at++ = (struct instruction){RETURN_MATCH, 0, 0, 0};
    *at = (struct instruction){RETURN, 0, 0, 0};
    memset(buckets, -1, sizeof buckets);
}

static void add_session(uint32_t connection)
{
    struct session *session = &sessions[connection];
    for (uint32_t i = 0; i < CELLS; i++) session->keys[i] = value(i + TESTS - CELLS, connection);
    session->filter = (int32_t)connection;
    session->next = buckets[hash(session->keys)];
    buckets[hash(session->keys)] = (int32_t)connection;
}

static uint64_t accept(uint32_t connection)
{
    struct fugu_filter_atom atoms[TESTS];
    for (uint32_t i = 0; i < TESTS; i++) {
        uint32_t bytes = fields[i].bytes, number = value(i, connection);
        uint64_t ordered = bytes == 4 ? fugu_network_order_32(number) : bytes == 2 ? fugu_network_order_16((uint16_t)number) : number;
        atoms[i] = fugu_filter_equals(FUGU_FILTER_OPERANDS + fields[i].offset, bytes, ordered);
    }
    uint64_t before = fugu_cycles();
    int64_t answer = fugu_filter_set(connection, atoms, TESTS, FUGU_FILTER_RANK);
    uint64_t cycles = fugu_cycles() - before;
    if (answer == 0) return cycles;
    printf("filter %u: %lld\n", (unsigned)connection, (long long)answer);
    exit(1);
}

static int64_t by_each(const uint64_t *packet)
{
    for (uint32_t i = 0; i < count; i++) {
        int32_t filter = interpret(programs[i], (const uint8_t *)packet, HEADER);
        if (filter >= 0) return filter;
    }
    return -1;
}

static int64_t by_merged(const uint64_t *packet)
{
    return interpret(merged, (const uint8_t *)packet, HEADER);
}

static int64_t by_compiled(const uint64_t *packet)
{
    return fugu_filter_find_operands(packet);
}

/* ------------------------------------------------------------------ measuring */

static uint64_t packets[MOST_PACKETS][HEADER / 8];
static int64_t receivers[MOST_PACKETS];
static uint32_t packet_count;

static void write_packets(void)
{
    packet_count = count < MOST_PACKETS ? count : MOST_PACKETS;
    for (uint32_t i = 0; i < packet_count; i++) {
        uint8_t *packet = (uint8_t *)packets[i];
        receivers[i] = (2 * i + 1) * count / (2 * packet_count);
        memset(packet, 0, HEADER);
        for (uint32_t j = 0; j < TESTS; j++) {
            uint32_t number = value(j, (uint32_t)receivers[i]);
            for (uint32_t left = fields[j].bytes; left > 0; number >>= 8) packet[fields[j].offset + --left] = (uint8_t)number;
        }
    }
}

static void report(const char *name, uint64_t figure)
{
    char full[32];
    snprintf(full, sizeof full, "%s_%u", name, (unsigned)count);
    fugu_metric(full, (int64_t)figure);
    printf("%-12s %8lu\n", full, (unsigned long)figure);
}

static void measure(const char *name, int64_t (*classify)(const uint64_t *packet))
{
    uint64_t cycles = 0;
    for (int warm = 0; warm < 2; warm++) {
        uint64_t before = fugu_cycles();
        for (uint32_t i = 0; i < packet_count; i++) {
            int64_t filter = classify(packets[i]);
            if (filter == receivers[i]) continue;
            printf("%s: packet %u is of %lld, not %lld\n", name, (unsigned)i, (long long)receivers[i], (long long)filter);
            exit(1);
        }
        cycles = fugu_cycles() - before;
    }
    report(name, 100 * cycles / packet_count);
}

static void measure_with(uint32_t filters)
{
    uint64_t cycles = 0;
    for (; count < filters; count++) {
        write_program(count);
        add_session(count);
        cycles = accept(count);
    }
    write_packets();
    measure("each", by_each);
    measure("merged", by_merged);
    measure("compiled", by_compiled);
    report("accept", cycles);
}

int main(void)
{
    write_merged();
    measure_with(1);
    measure_with(10);
    measure_with(FILTERS);
    return 0;
}
