/*
 * Messages to a group that the sender is no member of. Who takes a rank's messages makes a capability for its
 * endpoint, with a badge of its choice, and grants it to an environment of the same node: to one that it has made,
 * or to its neighbour of a job that shares the nodes. That one binds an endpoint slot to it and sends through the
 * slot to all ranks of the group. The hardware stamps the badge on each message; 0 is the group's own.
 *
 * What a stranger sends must not choose what is executed. fugu_poll, fugu_wait and message interrupts call the
 * function that a message names. So who has given its endpoint away takes messages with fugu_take, and looks at the
 * badge.
 */
#ifndef FUGU_ENDPOINT_H
#define FUGU_ENDPOINT_H

#include <fugu/capability.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FUGU_MOST_BADGE 0xfff
#define FUGU_ENDPOINT_SLOTS 8
#define FUGU_MESSAGE_WORDS 8

/* A capability for this rank's endpoint, with a badge of 1 to FUGU_MOST_BADGE. The right to write is that to send. */
static inline int64_t fugu_endpoint(uint32_t badge)
{
    return fugu_cap_part(0, FUGU_KIND_ENDPOINT, badge, 0);
}

/* What is sent through a slot, 0 to 7, goes to the endpoint's group from now on; endpoint 0 unbinds it. */
static inline int64_t fugu_endpoint_bind(uint32_t endpoint, uint32_t slot)
{
    return fugu_call(FUGU_SYS_ENDPOINT_BIND, endpoint, slot, 0, 0, 0);
}

/*
 * Offers a message of a tag and up to seven more double-words to the network, through a slot. Answers whether the
 * network took it. A slot that is not bound, or no longer, is an exception (wrong_group).
 */
static inline bool fugu_offer_through(uint32_t slot, uint32_t rank, uint32_t tag, const uint64_t *words, unsigned count)
{
    fugu_csr_write(FUGU_CSR_UO0, (uint64_t)tag << 32 | (uint64_t)slot << 16 | rank);
    if (count > 0) fugu_csr_write(FUGU_CSR_UO1, words[0]);
    if (count > 1) fugu_csr_write(FUGU_CSR_UO2, words[1]);
    if (count > 2) fugu_csr_write(FUGU_CSR_UO3, words[2]);
    if (count > 3) fugu_csr_write(FUGU_CSR_UO4, words[3]);
    if (count > 4) fugu_csr_write(FUGU_CSR_UO5, words[4]);
    if (count > 5) fugu_csr_write(FUGU_CSR_UO6, words[5]);
    if (count > 6) fugu_csr_write(FUGU_CSR_UO7, words[6]);
    return fugu_csr_swap(FUGU_CSR_ULAUNCHC, count);
}

struct fugu_message {
    uint32_t source; /* the sender's rank in its own job */
    uint32_t badge;  /* 0 for the group's own */
    uint32_t tag;
    uint32_t count;  /* of the words behind the header */
    uint64_t word[FUGU_MESSAGE_WORDS - 1];
};

/* Takes the next message, if there is one, without calling anything. Answers whether there was one. */
static inline bool fugu_take(struct fugu_message *message)
{
    uint64_t status = fugu_csr_read(FUGU_CSR_USTAT);
    if (!(status & FUGU_STATUS_AVAILABLE)) return false;
    uint64_t header = fugu_csr_read(FUGU_CSR_UI0);
    message->source = header & 0xffff;
    message->badge = header >> 20 & FUGU_MOST_BADGE;
    message->tag = (uint32_t)(header >> 32);
    message->count = (status >> 4 & 0xf) - 1;
    message->word[0] = fugu_csr_read(FUGU_CSR_UI1);
    message->word[1] = fugu_csr_read(FUGU_CSR_UI2);
    message->word[2] = fugu_csr_read(FUGU_CSR_UI3);
    message->word[3] = fugu_csr_read(FUGU_CSR_UI4);
    message->word[4] = fugu_csr_read(FUGU_CSR_UI5);
    message->word[5] = fugu_csr_read(FUGU_CSR_UI6);
    message->word[6] = fugu_csr_read(FUGU_CSR_UI7);
    fugu_csr_write(FUGU_CSR_UDISPOSE, 0);
    return true;
}

#ifdef __cplusplus
}
#endif

#endif
