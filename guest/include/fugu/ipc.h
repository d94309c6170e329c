/*
 * How processes of a rank talk, by exos: pipes through shared memory, and calls by protected control transfer.
 *
 * Nothing here is the kernel's but giving time and transferring control. So the processes of a pipe, or of a call,
 * choose whom they trust: what each function expects of the other side stands with it.
 */
#ifndef FUGU_IPC_H
#define FUGU_IPC_H

#include <fugu/process.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------ pipes */

/*
 * A stream of bytes from one process to another, in memory that both have and may write (fugu_common). Who finds it
 * full, or empty, gives the rest of its slice to the other one.
 *
 * The other end is not trusted: it can lose or change what is in the pipe, end, or give no time back; it cannot make
 * this end touch anything but the pipe. What an end goes by it keeps for itself, in struct fugu_pipe_end.
 */
struct fugu_pipe {
    struct fugu_introduction writer_of_reader; /* the reader, for the writer */
    struct fugu_introduction reader_of_writer; /* the writer, for the reader */
    /* Each side writes to a line of its own. */
    __attribute__((aligned(64))) volatile uint32_t written; /* bytes since the beginning, modulo 2^32 */
    volatile uint32_t write_closed;
    __attribute__((aligned(64))) volatile uint32_t read;
    volatile uint32_t read_closed;
    __attribute__((aligned(64))) uint8_t data[];
};

struct fugu_pipe_end {
    struct fugu_pipe *pipe;
    uint32_t capacity; /* a power of two */
    uint32_t position; /* bytes that have passed this end, modulo 2^32 */
    struct fugu_peer partner;
};

/*
 * Lays a pipe out in so many bytes of shared memory, from an address on that is a multiple of 64. Its capacity is the
 * largest power of two that leaves room for the head: at least 64 bytes, at most 2^30. Writer and reader are processes
 * of the caller; NULL is the caller itself. Answers 0, or why not.
 */
int64_t fugu_pipe_make(
    struct fugu_pipe *pipe, size_t bytes, const struct fugu_process *writer, const struct fugu_process *reader);

/* One process opens one end, once, with the size with which the pipe was made. Answers 0, or why not. */
int64_t fugu_pipe_open_writer(struct fugu_pipe_end *end, struct fugu_pipe *pipe, size_t bytes);
int64_t fugu_pipe_open_reader(struct fugu_pipe_end *end, struct fugu_pipe *pipe, size_t bytes);

/*
 * Writes all bytes, and waits for room. Answers how many, or FUGU_E_NOT_READY when the reader has closed its end or has
 * ended, or FUGU_E_BAD_ARGUMENT when the reader says that it has read what was never written.
 */
int64_t fugu_pipe_write(struct fugu_pipe_end *end, const void *from, size_t bytes);

/*
 * Reads what there is, at most so many bytes, and waits while there is nothing. Answers how many; 0 when the writer has
 * closed its end and nothing is left; FUGU_E_NOT_READY when it has ended without closing it; FUGU_E_BAD_ARGUMENT when
 * it says that more is there than the pipe holds.
 */
int64_t fugu_pipe_read(struct fugu_pipe_end *end, void *to, size_t bytes);

/* What can be read, or written, without waiting; negative as above. */
int64_t fugu_pipe_readable(const struct fugu_pipe_end *end);
int64_t fugu_pipe_writable(const struct fugu_pipe_end *end);

/* No more is written, or read, through this end. What was written can still be read. */
void fugu_pipe_close_writer(struct fugu_pipe_end *end);
void fugu_pipe_close_reader(struct fugu_pipe_end *end);

/* Gives the other end time. Answers 0, or FUGU_E_NOT_READY if it has ended. */
int64_t fugu_pipe_wait(const struct fugu_pipe_end *end);

#define FUGU_PIPE_ORDER() __asm__ volatile("" : : : "memory") /* one processor: for the compiler only */

/*
 * pipe': one double-word through a pipe, in the caller's own code. A program that can see the library need not call it.
 * Both ends use these only, so that a double-word never lies across the end of the ring. Answers 8, or as above.
 */
static inline __attribute__((always_inline)) int64_t fugu_pipe_put(struct fugu_pipe_end *end, uint64_t value)
{
    struct fugu_pipe *pipe = end->pipe;
    for (;;) {
        uint32_t used = end->position - pipe->read;
        if (used < end->capacity && !pipe->read_closed) break;
        if (used > end->capacity) return FUGU_E_BAD_ARGUMENT;
        if (pipe->read_closed || fugu_pipe_wait(end) < 0) return FUGU_E_NOT_READY;
    }
    *(uint64_t *)(pipe->data + (end->position & (end->capacity - 8))) = value;
    FUGU_PIPE_ORDER();
    pipe->written = end->position += 8;
    return 8;
}

static inline __attribute__((always_inline)) int64_t fugu_pipe_get(struct fugu_pipe_end *end, uint64_t *value)
{
    struct fugu_pipe *pipe = end->pipe;
    uint32_t there;
    while (!(there = pipe->written - end->position)) {
        if (pipe->write_closed) return 0;
        if (fugu_pipe_wait(end) < 0 && pipe->written == end->position) return FUGU_E_NOT_READY;
    }
    if (there > end->capacity) return FUGU_E_BAD_ARGUMENT;
    *value = *(const uint64_t *)(pipe->data + (end->position & (end->capacity - 8)));
    FUGU_PIPE_ORDER();
    pipe->read = end->position += 8;
    return 8;
}

/* ------------------------------------------------------------------------------------------------ calls */

/*
 * A call of a function in another process: control goes there and comes back, with arguments and result in registers.
 * A process is a server, or a client of any number of servers. What the caller has in registers the server can see.
 */
struct fugu_rpc_answer {
    int64_t error; /* 0; or why there is no value: FUGU_E_NOT_READY if the server does not wait, or ended meanwhile */
    uint64_t value;
};

/* What a server does. `caller` is the number of who calls: 0 for the rank's first environment, then as they were made. */
typedef uint64_t fugu_service(uint64_t caller, uint64_t a, uint64_t b, uint64_t c);

/*
 * The calling process serves calls with that function from now on, one after the other. It does not trust its clients:
 * of their registers it uses the arguments only. Answers why not, or does not return.
 */
int64_t fugu_rpc_serve(fugu_service *service);

/* The calling process may call others from now on. Also for what a rank begins with. Answers 0, or why not. */
int64_t fugu_rpc_client(void);

/*
 * lrpc: calls a server by a capability for it, outside atomic sections. The server is not trusted: all registers that a
 * function must preserve, floating point too, are saved here and restored.
 */
struct fugu_rpc_answer fugu_lrpc(uint32_t server, uint64_t a, uint64_t b, uint64_t c);

/*
 * tlrpc: the same with a server that is trusted to preserve those registers, as functions do. If it ends instead, so
 * does the caller, with exit code FUGU_RPC_ABANDONED.
 */
struct fugu_rpc_answer fugu_tlrpc(uint32_t server, uint64_t a, uint64_t b, uint64_t c);

#define FUGU_RPC_ABANDONED 97

#ifdef __cplusplus
}
#endif

#endif
