/* Reads what the run was given. */
#include <string.h>

#include <exos.h>
#include <fugu/input.h>

#define CALL_BYTES 4096 /* the kernel gives no more at once */
#define COPY_BYTES 256

/* The kernel writes no shared memory, and a page just touched may have lost its place in the TLB again. */
static int64_t read_copy(int which, uint64_t offset, void *bytes, size_t count)
{
    char copy[COPY_BYTES];
    if (count > COPY_BYTES) count = COPY_BYTES;
    int64_t got = fugu_input_call(fugu_boot->cap_input, (uint64_t)which, offset, copy, count);
    if (got > 0) memcpy(bytes, copy, (size_t)got);
    return got;
}

/* Writes a byte of each page as it is, so that those are mapped and may be written. */
static void touch(char *bytes, size_t count)
{
    volatile char *first = bytes;
    for (size_t i = 0; i < count; i += FUGU_PAGE_BYTES) first[i] = first[i];
    first[count - 1] = first[count - 1];
}

/* One call of the kernel; answers how many bytes it gave. */
static int64_t read_some(int which, uint64_t offset, char *bytes, size_t count)
{
    if (count > CALL_BYTES) count = CALL_BYTES;
    touch(bytes, count);
    int64_t got = fugu_input_call(fugu_boot->cap_input, (uint64_t)which, offset, bytes, count);
    return got == FUGU_E_BAD_ADDRESS ? read_copy(which, offset, bytes, count) : got;
}

int64_t fugu_input_read(int which, uint64_t offset, void *bytes, size_t count)
{
    if (!fugu_boot->cap_input) return which == FUGU_INPUT_STANDARD ? 0 : FUGU_E_BAD_HANDLE;
    size_t done = 0;
    while (done < count) {
        int64_t got = read_some(which, offset + done, (char *)bytes + done, count - done);
        if (got <= 0) return done ? (int64_t)done : got;
        done += (size_t)got;
    }
    return (int64_t)done;
}

int64_t fugu_input_next(void *bytes, size_t count)
{
    static uint64_t position;
    int64_t got = exos_on_fugu() ? fugu_input_read(FUGU_INPUT_STANDARD, position, bytes, count)
                                 : fugu_call(FUGU_SYS_LINUX_READ, 0, (uintptr_t)bytes, count, 0, 0);
    if (got > 0) position += (uint64_t)got;
    return got;
}

/* A line of the directory, without its end. Answers where the next one begins, or 0 at the end of the last. */
static uint64_t line_at(uint64_t offset, char *line, size_t room)
{
    int64_t got = fugu_input_read(FUGU_INPUT_DIRECTORY, offset, line, room - 1);
    if (got <= 0) return 0;
    line[got] = 0;
    char *end = strchr(line, '\n');
    if (!end) return 0;
    *end = 0;
    return offset + (uint64_t)(end - line) + 1;
}

int fugu_input_find(const char *name, uint64_t *size)
{
    char line[COPY_BYTES]; /* longer than any */
    uint64_t offset = 0;
    for (int file = FUGU_INPUT_FIRST_FILE; fugu_boot->cap_input && (offset = line_at(offset, line, sizeof line)); file++) {
        uint64_t bytes = 0;
        const char *at = line;
        while (*at >= '0' && *at <= '9') bytes = bytes * 10 + (uint64_t)(*at++ - '0');
        if (*at++ != ' ' || strcmp(at, name)) continue;
        if (size) *size = bytes;
        return file;
    }
    return FUGU_INPUT_NO_SUCH;
}
