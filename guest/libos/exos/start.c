/* What is set up before main, and what is left when it is over. */
#include <stdio.h>

#include <exos.h>
#include <page_table.h>

/* Outside Fugu: rank 0 of 1, without capabilities or segments. */
static const struct fugu_boot_record alone = {.ranks = 1, .mesh_columns = 1, .mesh_rows = 1, .contexts = 1};

const struct fugu_boot_record *fugu_boot = &alone;

/* Guaranteed, since nothing else can be used before it is known. */
fugu_guaranteed struct page_table page_table_in_use;

bool exos_on_fugu(void)
{
    return fugu_boot->magic == FUGU_BOOT_MAGIC_VALUE;
}

void exos_start(const struct fugu_boot_record *boot)
{
    if (!boot || boot->magic != FUGU_BOOT_MAGIC_VALUE) return;
    fugu_boot = boot;
    region_start(boot);
    page_table_in_use = page_table_start(boot);
    heap_start(boot, page_table_in_use.window, page_table_in_use.frames);
    exception_start(page_table_in_use.exception_entry);
}

/* Not linked into a program that has nothing to do with messages. */
#pragma weak mailbox_close

/* Where exit() and abort() end. */
_Noreturn void _exit(int code)
{
    console_flush();
    if (!exos_on_fugu()) fugu_call(FUGU_SYS_LINUX_EXIT, (uint64_t)code, 0, 0, 0, 0);
    if (mailbox_close) mailbox_close();
    fugu_exit(code);
}

_Noreturn void exos_end(const char *reason)
{
    printf("exos: %s\n", reason);
    console_flush();
    __builtin_trap();
}

/* Also what a failed assert() calls. There are no signals; the code is the one a shell shows for one. */
_Noreturn void abort(void)
{
    _exit(134);
}
