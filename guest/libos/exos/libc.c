/*
 * What picolibc rests on in any program: the heap's end, and where exit() and abort() end. An object of its own in the
 * link, because picolibc has functions of the same names.
 */
#include <errno.h>
#include <stddef.h>

#include <exos.h>

static void *refuse(void)
{
    errno = ENOMEM;
    return (void *)-1;
}

/* Linux answers the break it has in any case. */
static void *linux_sbrk(ptrdiff_t bytes)
{
    uint64_t before = (uint64_t)fugu_call(LINUX_BRK, 0, 0, 0, 0, 0);
    uint64_t after = (uint64_t)fugu_call(LINUX_BRK, before + (uint64_t)bytes, 0, 0, 0, 0);
    return after == before + (uint64_t)bytes ? (void *)before : refuse();
}

void *sbrk(ptrdiff_t bytes)
{
    if (!exos_on_fugu()) return linux_sbrk(bytes);
    int64_t before = exos_break(bytes);
    return before < 0 ? refuse() : (void *)before;
}

_Noreturn void _exit(int code)
{
    console_flush();
    if (!exos_on_fugu()) fugu_call(FUGU_SYS_LINUX_EXIT, (uint64_t)code, 0, 0, 0, 0);
    exos_exit(code);
}

/* Also what a failed assert() calls. There are no signals; the code is the one a shell shows for one. */
_Noreturn void abort(void)
{
    _exit(134);
}
