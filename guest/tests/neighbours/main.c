/*
 * Two jobs on the same nodes, as job 0 and job 1 of a co-run: the ranks of the first let those of the second send
 * to them.
 *
 * neighbours host        lets its neighbours send, takes what they send and what its own ranks do, and takes the
 *                        right to send back
 * neighbours guest       sends to all ranks of the host, waits until it may not, and tries it once more
 * neighbours flooded     lets its neighbours send and takes only what its own ranks send
 * neighbours flood       sends to the host for ever
 * neighbours alone       has no neighbours
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fugu/endpoint.h>
#include <fugu/fugu.h>

#define HOST 0
#define GUEST 1
#define SLOT 5
#define MESSAGES 12
#define OWN 40
#define FIRST_BADGE 100
#define MOST_RANKS 64

static void expect(int64_t found, int64_t wanted, const char *what)
{
    if (found == wanted) return;
    printf("rank %u: %s: %lld, not %lld\n", fugu_rank(), what, (long long)found, (long long)wanted);
    exit(1);
}

static uint32_t own[MOST_RANKS], theirs[MOST_RANKS];
static uint32_t strangers;

/* Each sender's messages come once and in order; a badge says by whose leave. */
static void receive(const struct fugu_message *message)
{
    if (message->badge == 0) {
        expect(message->word[0], own[message->source]++, "a number of its own job's");
        return;
    }
    expect(message->badge, FIRST_BADGE + message->source, "a badge");
    expect(message->count, 7, "words");
    for (int i = 1; i < 7; i++) expect((int64_t)message->word[i], (int64_t)message->word[0] + i, "a word");
    theirs[message->source]++;
    strangers++;
}

static void take_waiting(void)
{
    struct fugu_message message;
    while (fugu_take(&message)) receive(&message);
}

static void send_own(uint32_t number)
{
    uint64_t word = number;
    for (uint32_t rank = 0; rank < fugu_ranks(); rank++) {
        while (!fugu_offer_through(0, rank, 0, &word, 1)) take_waiting();
    }
}

static bool have_own(void)
{
    for (uint32_t rank = 0; rank < fugu_ranks(); rank++) {
        if (own[rank] < OWN) return false;
    }
    return true;
}

static void take_until_own_have_come(void)
{
    for (uint32_t i = 0; i < OWN; i++) {
        send_own(i);
        take_waiting();
    }
    while (!have_own()) {
        fugu_message_wait();
        take_waiting();
    }
}

static uint32_t let_neighbours_send(void)
{
    int64_t endpoint = fugu_endpoint(FIRST_BADGE + fugu_rank());
    expect(endpoint > 0, 1, "an endpoint");
    int64_t ticket = fugu_cap_grant((uint32_t)endpoint, FUGU_RIGHT_WRITE, FUGU_NEIGHBOUR(GUEST));
    expect(ticket > 0, 1, "a ticket");
    return (uint32_t)endpoint;
}

/* A barrier would call what strangers' messages name: rank 0 counts who has everything. */
static void end_together(void)
{
    uint64_t done = OWN;
    while (!fugu_offer_through(0, 0, 0, &done, 1)) take_waiting();
    for (uint32_t rank = 0; rank < fugu_ranks();) {
        fugu_message_wait();
        take_waiting();
        while (fugu_rank() == 0 && rank < fugu_ranks() && own[rank] > OWN) rank++;
    }
}

static void wait_for_strangers(uint32_t messages)
{
    while (strangers < messages) {
        fugu_message_wait();
        take_waiting();
    }
}

static int host(void)
{
    uint32_t endpoint = let_neighbours_send();
    take_until_own_have_come();
    wait_for_strangers(MESSAGES * fugu_ranks());
    for (uint32_t rank = 0; rank < fugu_ranks(); rank++) expect(theirs[rank], MESSAGES, "a neighbour's messages");
    expect(fugu_cap_delete(endpoint), 0, "taking the right back");
    end_together();
    printf("all that neighbours and members sent has come\n");
    return 0;
}

static int flooded(void)
{
    let_neighbours_send();
    wait_for_strangers(1);
    take_until_own_have_come();
    end_together();
    printf("all that members sent has come\n");
    return 0;
}

static int alone(void)
{
    take_until_own_have_come();
    end_together();
    printf("all that members sent has come\n");
    return 0;
}

static uint32_t bind(void)
{
    int64_t endpoint;
    while ((endpoint = fugu_cap_accept(FUGU_NEIGHBOUR(HOST))) == FUGU_E_BAD_TICKET) {}
    expect(endpoint > 0, 1, "what the neighbour has granted");
    expect(fugu_endpoint_bind((uint32_t)endpoint, SLOT), 0, "binding the slot");
    return (uint32_t)endpoint;
}

static void offer(uint32_t rank, uint64_t number)
{
    uint64_t words[7];
    for (int i = 0; i < 7; i++) words[i] = number + (uint64_t)i;
    while (!fugu_offer_through(SLOT, rank, 0, words, 7)) {}
}

static int guest(void)
{
    uint32_t endpoint = bind();
    for (uint32_t i = 0; i < MESSAGES; i++) {
        for (uint32_t rank = 0; rank < fugu_ranks(); rank++) offer(rank, i);
    }
    while (fugu_cap_inspect(endpoint) > 0) {}
    expect(fugu_endpoint_bind(endpoint, SLOT), FUGU_E_BAD_HANDLE, "binding it again");
    fugu_barrier();
    if (fugu_rank() == 0) printf("the right to send is gone\n");
    fugu_barrier();
    offer(0, 0);
    return 1;
}

static int flood(void)
{
    bind();
    for (uint64_t i = 0;; i++) offer((uint32_t)(i % fugu_ranks()), i);
    return 1;
}

int main(int argc, char **argv)
{
    const char *part = argc > 1 ? argv[1] : "";
    if (!strcmp(part, "host")) return host();
    if (!strcmp(part, "guest")) return guest();
    if (!strcmp(part, "flooded")) return flooded();
    if (!strcmp(part, "flood")) return flood();
    if (!strcmp(part, "alone")) return alone();
    printf("usage: neighbours host|guest|flooded|flood|alone\n");
    return 2;
}
