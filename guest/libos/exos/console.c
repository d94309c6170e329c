/* Writes to the console. */
#include <string.h>

#include <exos.h>

#define CALL_BYTES 4096 /* the kernel takes no more at once */
#define COPY_BYTES 256

/* The kernel reads no shared memory, and a page just touched may have lost its place in the TLB again. */
static int64_t write_copy(const char *bytes, size_t count)
{
    char copy[COPY_BYTES];
    if (count > COPY_BYTES) count = COPY_BYTES;
    memcpy(copy, bytes, count);
    return fugu_console_call(fugu_boot->cap_console, copy, count);
}

/* One call of the kernel; answers how many bytes it took. */
static int64_t write_some(const char *bytes, size_t count)
{
    if (!exos_on_fugu()) return fugu_call(FUGU_SYS_LINUX_WRITE, 1, (uintptr_t)bytes, count, 0, 0);
    if (count > CALL_BYTES) count = CALL_BYTES;
    console_touch(bytes, count); /* so that the kernel finds them */
    int64_t written = fugu_console_call(fugu_boot->cap_console, bytes, count);
    return written == FUGU_E_BAD_ADDRESS ? write_copy(bytes, count) : written;
}

int64_t fugu_console_write(const void *bytes, size_t count)
{
    size_t done = 0;
    while (done < count) {
        int64_t written = write_some((const char *)bytes + done, count - done);
        if (written <= 0) return done ? (int64_t)done : written;
        done += (size_t)written;
    }
    return (int64_t)done;
}
