/*
 * Pipes: a ring of bytes in memory that both ends have. Positions count from the beginning and wrap, so that full and
 * empty differ. Each end goes by its own position and checks the other one's.
 */
#include <exos.h>
#include <fugu/ipc.h>

#define CAPACITY_LEAST 64
#define CAPACITY_MOST (1u << 30)
#define ENDED 2 /* fugu_environment_state, and more */

static uint32_t capacity_of(const struct fugu_pipe *pipe, size_t bytes)
{
    if ((uintptr_t)pipe & (FUGU_LINE_BYTES - 1) || bytes < sizeof *pipe + CAPACITY_LEAST) return 0;
    size_t room = bytes - sizeof *pipe;
    uint32_t capacity = CAPACITY_LEAST;
    while (capacity < CAPACITY_MOST && 2ul * capacity <= room) capacity *= 2;
    return capacity;
}

int64_t fugu_pipe_make(
    struct fugu_pipe *pipe, size_t bytes, const struct fugu_process *writer, const struct fugu_process *reader)
{
    exos_cross();
    if (!capacity_of(pipe, bytes)) return FUGU_E_BAD_ARGUMENT;
    pipe->written = pipe->read = pipe->write_closed = pipe->read_closed = 0;
    int64_t made = fugu_process_introduce(&pipe->reader_of_writer, writer, reader);
    return made < 0 ? made : fugu_process_introduce(&pipe->writer_of_reader, reader, writer);
}

static int64_t open_end(
    struct fugu_pipe_end *end, struct fugu_pipe *pipe, size_t bytes, const struct fugu_introduction *partner)
{
    uint32_t capacity = capacity_of(pipe, bytes);
    if (!capacity) return FUGU_E_BAD_ARGUMENT;
    *end = (struct fugu_pipe_end){.pipe = pipe, .capacity = capacity};
    return fugu_peer_accept(&end->partner, partner);
}

int64_t fugu_pipe_open_writer(struct fugu_pipe_end *end, struct fugu_pipe *pipe, size_t bytes)
{
    return open_end(end, pipe, bytes, &pipe->writer_of_reader);
}

int64_t fugu_pipe_open_reader(struct fugu_pipe_end *end, struct fugu_pipe *pipe, size_t bytes)
{
    return open_end(end, pipe, bytes, &pipe->reader_of_writer);
}

/* Who only waits for somebody else goes on when that one does: all others have their turn. */
int64_t fugu_pipe_wait(const struct fugu_pipe_end *end)
{
    uint32_t partner = end->partner.environment;
    int64_t yielded = fugu_slice_yield_sparing(partner);
    if (yielded >= 0) return 0;
    int64_t state = fugu_environment_state(partner);
    if (state < 0 || state >= ENDED) return FUGU_E_NOT_READY;
    return fugu_slice_yield_sparing(0);
}

int64_t fugu_pipe_readable(const struct fugu_pipe_end *end)
{
    uint32_t there = end->pipe->written - end->position;
    return there <= end->capacity ? (int64_t)there : FUGU_E_BAD_ARGUMENT;
}

int64_t fugu_pipe_writable(const struct fugu_pipe_end *end)
{
    uint32_t used = end->position - end->pipe->read;
    if (used > end->capacity) return FUGU_E_BAD_ARGUMENT;
    return end->pipe->read_closed ? FUGU_E_NOT_READY : (int64_t)(end->capacity - used);
}

static void copy(uint8_t *restrict to, const uint8_t *restrict from, size_t bytes)
{
    size_t i = 0;
    if (!(((uintptr_t)to | (uintptr_t)from) & 7)) {
        for (; i + 8 <= bytes; i += 8) *(uint64_t *)(to + i) = *(const uint64_t *)(from + i);
    }
    for (; i < bytes; i++) to[i] = from[i];
}

/* How many of so many bytes there are before the ring's end. */
static size_t before_end(const struct fugu_pipe_end *end, uint32_t bytes)
{
    uint32_t left = end->capacity - (end->position & (end->capacity - 1));
    return bytes < left ? bytes : left;
}

static uint8_t *place(const struct fugu_pipe_end *end)
{
    return end->pipe->data + (end->position & (end->capacity - 1));
}

int64_t fugu_pipe_write(struct fugu_pipe_end *end, const void *from, size_t bytes)
{
    exos_cross_if(end->partner.crosses);
    const uint8_t *next = (const uint8_t *)from;
    for (size_t left = bytes; left;) {
        int64_t room = fugu_pipe_writable(end);
        if (room < 0) return room;
        if (room == 0) {
            if (fugu_pipe_wait(end) < 0) return FUGU_E_NOT_READY;
            continue;
        }
        size_t some = before_end(end, left < (uint64_t)room ? (uint32_t)left : (uint32_t)room);
        copy(place(end), next, some);
        FUGU_PIPE_ORDER();
        end->position += (uint32_t)some;
        end->pipe->written = end->position;
        next += some;
        left -= some;
    }
    return (int64_t)bytes;
}

int64_t fugu_pipe_read(struct fugu_pipe_end *end, void *to, size_t bytes)
{
    exos_cross_if(end->partner.crosses);
    uint8_t *next = (uint8_t *)to;
    int64_t there;
    while (!(there = fugu_pipe_readable(end)) && bytes) {
        if (end->pipe->write_closed) return 0;
        /* What it wrote before it ended is still there. */
        if (fugu_pipe_wait(end) < 0 && !fugu_pipe_readable(end)) return FUGU_E_NOT_READY;
    }
    if (there < 0) return there;
    size_t most = bytes < (uint64_t)there ? bytes : (size_t)there;
    for (size_t left = most; left;) {
        size_t some = before_end(end, (uint32_t)left);
        copy(next, place(end), some);
        next += some;
        left -= some;
        end->position += (uint32_t)some;
    }
    FUGU_PIPE_ORDER();
    end->pipe->read = end->position;
    return (int64_t)most;
}

void fugu_pipe_close_writer(struct fugu_pipe_end *end)
{
    end->pipe->write_closed = 1;
}

void fugu_pipe_close_reader(struct fugu_pipe_end *end)
{
    end->pipe->read_closed = 1;
}
