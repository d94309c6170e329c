/* What is set up before main, and the ends of a job. */
#include <string.h>

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

_Noreturn void exos_exit(int code)
{
    if (mailbox_close) mailbox_close();
    fugu_exit(code);
}

/* What stdio still holds comes first; a library OS apart knows nothing of it. */
#pragma weak console_flush

_Noreturn void exos_end(const char *reason)
{
    if (console_flush) console_flush();
    fugu_console_write("exos: ", 6);
    fugu_console_write(reason, strlen(reason));
    fugu_console_write("\n", 1);
    __builtin_trap();
}
