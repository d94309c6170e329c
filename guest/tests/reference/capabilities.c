/* Capabilities, and what is given back. */
#include "reference.h"

void reference_cap_derive(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    int64_t readable = fugu_cap_derive(frame, FUGU_RIGHT_READ);
    CHECK(readable > 0);
    CHECK(fugu_tlb_write((uint32_t)readable, 0, PAGE, READ_WRITE) == FUGU_E_MISSING_RIGHT);
    CHECK(fugu_cap_derive((uint32_t)readable, FUGU_RIGHT_READ) == FUGU_E_MISSING_RIGHT); /* it was not to derive from */
    CHECK(fugu_frame_free(frame) == 0);
}

void reference_cap_delete(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    CHECK(fugu_cap_delete(frame) == 0); /* and the frame is free: this is what frame_allocate answered */
    CHECK(fugu_cap_delete(frame) == FUGU_E_BAD_HANDLE);
}

void reference_cap_revoke(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    uint32_t derived = (uint32_t)fugu_cap_derive(frame, READ_WRITE);
    CHECK(fugu_tlb_write(derived, 0, PAGE, READ_WRITE) == 0);
    CHECK(fugu_cap_revoke(frame) == 0);
    CHECK(fugu_cap_inspect(derived) == FUGU_E_BAD_HANDLE);
    CHECK(fugu_tlb_drop(PAGE) == 0); /* its mapping has gone, too */
    CHECK(fugu_frame_free(frame) == 0); /* the capability itself is as it was */
}

void reference_cap_inspect(void)
{
    uint32_t frames = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 3);
    int64_t known = fugu_cap_inspect(frames);
    CHECK((known & 0xff) == FUGU_KIND_FRAMES);
    CHECK(known >> 8 & FUGU_RIGHT_DERIVE);
    CHECK(known >> 32 == 3);
    CHECK(fugu_frame_name(frames, 2) == fugu_frame_name(frames, 0) + 2); /* with a page index: which frame it is */
    CHECK(fugu_frame_free(frames) == 0);
}

void reference_cap_part(void)
{
    uint32_t frames = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 3);
    int64_t middle = fugu_cap_part(frames, FUGU_KIND_FRAMES, 1, 1);
    CHECK(middle > 0);
    CHECK(fugu_frame_name((uint32_t)middle, 0) == fugu_frame_name(frames, 1));
    CHECK(fugu_cap_part(frames, FUGU_KIND_FRAMES, 2, 2) == FUGU_E_BAD_ARGUMENT); /* there is no fourth */
    CHECK(fugu_frame_free(frames) == 0);
}

void reference_cap_grant(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    int64_t ticket = fugu_cap_grant(frame, FUGU_RIGHT_READ, FUGU_ENVIRONMENT_OF_RANK(0));
    CHECK(ticket > 0); /* rank 0 may accept it; here it is the rank itself */
    CHECK(fugu_cap_grant(fugu_boot->cap_memory, 0, FUGU_ENVIRONMENT_OF_RANK(0)) == FUGU_E_WRONG_OBJECT);
    CHECK(fugu_frame_free(frame) == 0); /* the ticket goes with the frame */
    CHECK(fugu_cap_accept(ticket) == FUGU_E_BAD_TICKET);
}

void reference_cap_accept(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    int64_t ticket = fugu_cap_grant(frame, FUGU_RIGHT_READ, FUGU_ENVIRONMENT_OF_RANK(0));
    int64_t accepted = fugu_cap_accept(ticket);
    CHECK(accepted > 0);
    CHECK(fugu_frame_name((uint32_t)accepted, 0) == fugu_frame_name(frame, 0));
    CHECK(fugu_cap_accept(ticket) == FUGU_E_BAD_TICKET); /* once */
    CHECK(fugu_frame_free(frame) == 0);
}

void reference_endpoint_bind(void)
{
    uint64_t words[] = {7, 8};
    struct fugu_message message;
    int64_t endpoint = fugu_endpoint(5); /* its messages have badge 5 */
    CHECK(endpoint > 0);
    CHECK(fugu_endpoint_bind((uint32_t)endpoint, 2) == 0);
    while (!fugu_offer_through(2, fugu_rank(), 99, words, 2)) {}
    while (!fugu_take(&message)) {}
    CHECK(message.badge == 5 && message.tag == 99 && message.word[1] == 8);
    CHECK(fugu_endpoint_bind(0, 2) == 0); /* nothing can be sent through it any more */
    CHECK(fugu_cap_delete((uint32_t)endpoint) == 0);
}

void reference_buffer_give(void)
{
    uint32_t frame = (uint32_t)fugu_frame_allocate(fugu_boot->cap_memory, 1);
    CHECK(fugu_buffer_give(frame) == 0); /* it is for messages that wait in memory now */
    CHECK(fugu_cap_inspect(frame) == FUGU_E_BAD_HANDLE);
    CHECK(fugu_buffer_take_back(1) == 0); /* it can be allocated again */
}

/* A process has taken one of its four frames, and gives it up when it is asked. */
void fugu_upcall(uint64_t cause, uint64_t value)
{
    if (cause != FUGU_CAUSE_RECLAIM || FUGU_RECLAIM_KIND(value) != FUGU_RECLAIM_FRAMES) return;
    fugu_reclaim_answer(FUGU_RECLAIM_FRAMES, (uint32_t)WORD(COMMON_PAGE));
}

static int keep_a_frame(uint64_t argument)
{
    (void)argument;
    WORD(COMMON_PAGE) = (uint64_t)fugu_frame_allocate(FUGU_MADE_CAP_MEMORY, 1);
    fugu_slice_yield(0);
    return fugu_cap_inspect((uint32_t)WORD(COMMON_PAGE)) == FUGU_E_BAD_HANDLE ? 0 : 1;
}

void reference_reclaim_answer(void)
{
    struct fugu_process keeper = make_process(keep_a_frame, 0);
    uint32_t process = keeper.environment;
    CHECK(fugu_environment_set(process, FUGU_CONTEXT_INTERRUPT, (uintptr_t)fugu_upcall_entry) == 0);
    CHECK(fugu_slice_yield(process) == 0);
    CHECK(fugu_reclaim(process, FUGU_RECLAIM_FRAMES, 4, 30000) == 0); /* it has three that are free: these go at once */
    CHECK(fugu_slice_yield(process) == 0); /* it is asked for the fourth, and goes on then */
    CHECK(fugu_reclaim_state(process, FUGU_RECLAIM_FRAMES) == 0); /* nothing is lacking */
    CHECK(fugu_environment_state(process) == 2 && fugu_environment_code(process) == 0);
    fugu_process_end(&keeper);
    CHECK(fugu_reclaim_answer(FUGU_RECLAIM_FRAMES, 0) == FUGU_E_NOT_READY); /* nobody asks this one */
}
