/*
 * Filters tell apart packets that have one function: TCP/IP headers in a message's operands. Some are of connections,
 * some for a port on which somebody listens, some for nobody. They come while other processes have the processor, and
 * are handled in the kernel; others come while the rank runs, which looks for their filter itself. What cannot be a
 * filter is refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/environment.h>
#include <fugu/filter.h>

#define SLICE 20000
#define CONNECTIONS 10
#define LISTENER 20
#define ROUNDS 3
#define PAUSE 3000
#define CHILD_FRAMES 4
#define PORT 80
#define FIRST_PORT 1025

struct data {
    uint64_t packets[FUGU_FILTER_MOST];
    uint64_t by_handler, reply, last;
    uint64_t stack[5];
};

struct header {
    uint8_t version, service;
    uint16_t length, identification, fragment;
    uint8_t hops, protocol;
    uint16_t checksum;
    uint32_t source, destination;
    uint16_t source_port, destination_port;
    uint32_t sequence, acknowledgement;
    uint16_t flags, window, tcp_checksum, urgent;
};

static_assert(sizeof(struct header) == 40, "TCP/IP without options");

static fugu_guaranteed __attribute__((aligned(4096))) struct data data;
static volatile uint64_t answers, by_rank, strays, changed, over;

static void expect(int64_t found, int64_t wanted, const char *what)
{
    if (found == wanted) return;
    printf("rank %u: %s: %lld, not %lld\n", (unsigned)fugu_rank(), what, (long long)found, (long long)wanted);
    exit(1);
}

/* ------------------------------------------------------------------ filters */

static uint32_t field(uint32_t offset)
{
    return FUGU_FILTER_OPERANDS + offset;
}

static uint32_t listener(struct fugu_filter_atom *atoms)
{
    atoms[0] = fugu_filter_equals(field(0), 1, 0x45);
    atoms[1] = fugu_filter_equals(field(9), 1, 6);
    atoms[2] = fugu_filter_equals(field(16), 4, fugu_network_order_32(0x0a000001));
    atoms[3] = fugu_filter_equals(field(22), 2, fugu_network_order_16(PORT));
    return 4;
}

static uint32_t connection(struct fugu_filter_atom *atoms, uint32_t number)
{
    listener(atoms);
    atoms[4] = fugu_filter_equals(field(12), 4, fugu_network_order_32(0x0a000002 + number / 4));
    atoms[5] = fugu_filter_equals(field(20), 2, fugu_network_order_16(FIRST_PORT + number));
    return 6;
}

static void refuse(void)
{
    struct fugu_filter_atom atoms[FUGU_FILTER_ATOMS + 1];
    uint32_t count = connection(atoms, 0);
    expect(fugu_filter_set(FUGU_FILTER_MOST, atoms, count, 0), FUGU_E_BAD_ARGUMENT, "a number that there is not");
    expect(fugu_filter_set(0, atoms, count, 5), FUGU_E_BAD_ARGUMENT, "a handler that there cannot be");
    expect(fugu_filter_set(0, atoms, 0, 0), FUGU_E_BAD_ARGUMENT, "no atom");
    expect(fugu_filter_set(0, atoms, FUGU_FILTER_ATOMS + 1, 0), FUGU_E_BAD_ARGUMENT, "too many atoms");
    expect(fugu_environment_set(0, FUGU_CONTEXT_FILTER, 0x1000), FUGU_E_BAD_ADDRESS, "a filter that is not there");
    struct fugu_filter nowhere = {.atoms = 0x1000, .count = 1};
    expect(fugu_environment_set(0, FUGU_CONTEXT_FILTER, (uintptr_t)&nowhere), FUGU_E_BAD_ADDRESS, "atoms that are not");
    atoms[count] = fugu_filter_equals(64, 8, 0);
    expect(fugu_filter_set(0, atoms, count + 1, 0), FUGU_E_UNSAFE_CODE, "an atom behind the message");
    atoms[count] = fugu_filter_equals(field(6), 4, 0);
    expect(fugu_filter_set(0, atoms, count + 1, 0), FUGU_E_UNSAFE_CODE, "an atom in two double-words");
    atoms[count] = fugu_filter_equals(field(9), 1, 17);
    expect(fugu_filter_set(0, atoms, count + 1, 0), FUGU_E_UNSAFE_CODE, "an atom that contradicts another");
    expect(fugu_filter_remove(3), 0, "taking away what is not there");
}

static void accept(void)
{
    struct fugu_filter_atom atoms[FUGU_FILTER_ATOMS];
    for (uint32_t i = 0; i < CONNECTIONS; i++) {
        uint32_t count = connection(atoms, i);
        expect(fugu_filter_set(i, atoms, count, 0), 0, "a connection");
    }
    expect(fugu_filter_set(LISTENER, atoms, listener(atoms), 1), 0, "a listener");
    expect(fugu_filter_set(LISTENER + 1, atoms, connection(atoms, 0), 1), FUGU_E_IN_USE, "another's connection");
    atoms[3] = fugu_filter_equals(field(20), 2, fugu_network_order_16(FIRST_PORT));
    expect(fugu_filter_set(LISTENER + 1, atoms, 4, 1), FUGU_E_IN_USE, "some of another's packets");
    expect(fugu_filter_set(LISTENER, atoms, listener(atoms), 1), 0, "the same listener again");
}

/* ------------------------------------------------------------------ what rank 0 hears */

static void on_answer(uint32_t source)
{
    (void)source;
    answers++;
}

static void on_changed(uint32_t source)
{
    (void)source;
    changed++;
}

/* ------------------------------------------------------------------ what rank 1 is sent */

FUGU_FILTERED_HANDLER(serve, struct data *, mine, filter)
{
    if (!fugu_handler_reply(mine->reply)) return FUGU_HANDLER_PASS;
    mine->packets[filter]++;
    mine->by_handler++;
    mine->last = fugu_cycles();
    return FUGU_HANDLER_DONE;
}

FUGU_FILTERED_HANDLER(listen, struct data *, mine, filter)
{
    if (!fugu_handler_reply(mine->reply)) return FUGU_HANDLER_PASS;
    mine->packets[filter]++;
    return FUGU_HANDLER_DONE;
}

static void on_packet(uint32_t source, uint64_t w0, uint64_t w1, uint64_t w2, uint64_t w3, uint64_t w4)
{
    uint64_t header[] = {w0, w1, w2, w3, w4};
    int64_t filter = fugu_filter_find_operands(header);
    if (filter < 0) strays++;
    else data.packets[filter]++;
    by_rank++;
    fugu_send(source, on_answer);
}

static void on_over(uint32_t source)
{
    (void)source;
    over = 1;
}

/* From now on packets of the first connection are the listener's. */
static void on_change(uint32_t source)
{
    changed = 1 + source;
}

static _Noreturn int spin(uint64_t argument)
{
    (void)argument;
    for (volatile uint64_t i = 0;; i++) {}
}

static void wait_for(volatile uint64_t *flag)
{
    uint64_t before = fugu_atomic_begin();
    while (!*flag) fugu_wait();
    fugu_atomic_end(before);
}

static void receive(void)
{
    struct fugu_process others[2];
    uint32_t processor = fugu_boot->cap_processor;
    data.reply = (uintptr_t)on_answer;
    refuse();
    accept();
    expect(fugu_handler_set(0, serve, &data, sizeof data, NULL), 0, "a handler of connections");
    expect(fugu_handler_set(1, listen, &data, sizeof data, NULL), 0, "a handler of a listener");
    for (int i = 0; i < 2; i++) {
        expect(fugu_process_make(&others[i], spin, 0, CHILD_FRAMES), 0, "a process");
        expect(fugu_slice_take(processor, 2 + i, SLICE, others[i].environment), 0, "its slice");
    }
    expect(fugu_slice_take(processor, 1, 4000, 0), 0, "a slice for oneself");
    fugu_barrier();
    wait_for(&changed);
    expect(fugu_filter_remove(0), 0, "taking a connection away");
    fugu_send(0, on_changed);
    wait_for(&over);
    while (fugu_poll()) {}
    expect((int64_t)data.packets[0], ROUNDS, "packets of the connection that was taken away");
    for (uint32_t i = 1; i < CONNECTIONS; i++) expect((int64_t)data.packets[i], 2 * ROUNDS, "packets of a connection");
    expect((int64_t)data.packets[LISTENER], 2 * ROUNDS + ROUNDS, "packets of the listener");
    expect((int64_t)strays, 2 * ROUNDS, "packets of nobody");
    if (data.by_handler <= CONNECTIONS) expect((int64_t)data.by_handler, CONNECTIONS + 1, "packets that were handled");
    fugu_metric("last_handled", (int64_t)data.last);
    for (int i = 0; i < 2; i++) fugu_process_end(&others[i]);
    for (uint32_t i = 0; i <= LISTENER; i++) expect(fugu_filter_remove(i), 0, "taking a filter away");
    expect(fugu_filter_find(data.packets), -1, "what no filter takes");
}

static void packet(uint32_t source, uint16_t source_port, uint16_t port)
{
    static uint64_t sent;
    struct header header = {.version = 0x45, .hops = 64, .protocol = 6};
    uint64_t words[5];
    header.source = fugu_network_order_32(source);
    header.destination = fugu_network_order_32(0x0a000001);
    header.source_port = fugu_network_order_16(source_port);
    header.destination_port = fugu_network_order_16(port);
    header.sequence = (uint32_t)++sent;
    memcpy(words, &header, sizeof words);
    fugu_send(1, on_packet, words[0], words[1], words[2], words[3], words[4]);
    fugu_wait_until(answers == sent);
    for (uint64_t until = fugu_cycles() + PAUSE; fugu_cycles() < until;) {}
}

static void round_of_packets(void)
{
    for (uint32_t i = 0; i < CONNECTIONS; i++) {
        packet(0x0a000002 + i / 4, FIRST_PORT + i, PORT);
    }
    packet(0x0a000063, FIRST_PORT, PORT);
    packet(0x0a000002, FIRST_PORT, PORT + 1);
}

int main(void)
{
    if (fugu_rank() == 1) {
        receive();
    } else if (fugu_rank() == 0) {
        fugu_barrier();
        for (uint32_t i = 0; i < ROUNDS; i++) round_of_packets();
        fugu_send(1, on_change);
        fugu_wait_until(changed);
        for (uint32_t i = 0; i < ROUNDS; i++) round_of_packets();
        fugu_send(1, on_over);
    } else {
        fugu_barrier();
    }
    fugu_barrier();
    if (fugu_rank() == 0) printf("packets went to their connections, to a listener and to the rank\n");
    return 0;
}
