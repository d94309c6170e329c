/*
 * Calls between processes: what is set up once. The calls themselves are in rpc.S.
 */
#include <exos.h>
#include <fugu/ipc.h>

#include "rpc.h"

static_assert(RPC_BLOCK == FUGU_PROCESS_STACK, "the block is at the stack's lowest address");

extern const char rpc_client_entry[], rpc_server_entry[];

_Noreturn void rpc_serve(fugu_service *service);

static int64_t enter_at(const char *entry)
{
    return fugu_environment_set(0, FUGU_CONTEXT_PROTECTED_ENTRY, (uintptr_t)entry);
}

int64_t fugu_rpc_serve(fugu_service *service)
{
    int64_t set = enter_at(rpc_server_entry);
    if (set < 0) return set;
    rpc_serve(service);
}

/* Whether the caller is a process that exos has made, by where its stack is. */
static bool is_process(void)
{
    return (uintptr_t)__builtin_frame_address(0) - FUGU_PROCESS_STACK
           < FUGU_PROCESS_STACK_PAGES * FUGU_PAGE_BYTES;
}

int64_t fugu_rpc_client(void)
{
    if (!is_process()) {
        int64_t frame = fugu_frame_allocate(fugu_boot->cap_memory, 1);
        if (frame < 0) return frame;
        int64_t mapped = fugu_environment_map(
            0, FUGU_PROCESS_STACK, (uint32_t)frame, FUGU_RIGHT_READ | FUGU_RIGHT_WRITE);
        if (mapped < 0) {
            fugu_frame_free((uint32_t)frame);
            if (mapped != FUGU_E_IN_USE) return mapped; /* it is a client already */
        }
    }
    return enter_at(rpc_client_entry);
}
