/* The beginning of a program whose library OS is apart. */
#include <string.h>

#include <exos.h>
#include <fugu/hooks.h>

struct hooks {
    uint64_t magic;
    uint32_t version;
    uint32_t count;
};

#define COUNT(name, function, where) +1
#define HOOKS_NEEDED (0 FUGU_HOOKS(COUNT))
#define NO_LIBRARY_OS 127 /* what a shell says when it does not find a program */

static const struct fugu_boot_record alone = {.ranks = 1, .mesh_columns = 1, .mesh_rows = 1, .contexts = 1};

const struct fugu_boot_record *fugu_boot = &alone;

/*
 * What the program calls: the table of the library OS, the one that it has for the programs which it serves, or the
 * crossings to it. Always mapped, for handlers' sake.
 */
fugu_guaranteed const struct hooks *exos_hooks;
fugu_guaranteed const struct hooks *exos_library_hooks;

extern const struct hooks exos_crossings; /* hooks.S */

void exos_library_start(const struct fugu_boot_record *boot);
const void *exos_library_serve(const struct fugu_boot_record *boot);
void exos_library_keep(const void *address);
void exos_resolver(bool (*function)(uint64_t address, uint32_t right));

/* A program may have one. */
#pragma weak fugu_resolve_page

bool exos_on_fugu(void)
{
    return fugu_boot->magic == FUGU_BOOT_MAGIC_VALUE;
}

/* Before there is a library OS: on the stack, by a call of the kernel. */
static _Noreturn void refuse(const char *reason)
{
    char copy[128];
    size_t count = strlen(reason);
    memcpy(copy, reason, count);
    if (!exos_on_fugu()) fugu_call(FUGU_SYS_LINUX_WRITE, 2, (uintptr_t)copy, count, 0, 0);
    else fugu_console_call(fugu_boot->cap_console, copy, count);
    fugu_call(FUGU_SYS_LINUX_EXIT_GROUP, NO_LIBRARY_OS, 0, 0, 0, 0);
    __builtin_trap();
}

void exos_start(const struct fugu_boot_record *boot)
{
    if (boot && boot->magic == FUGU_BOOT_MAGIC_VALUE) fugu_boot = boot;
    if (!exos_on_fugu() || !boot->hooks) refuse("this program needs a library OS: run it with --libos\n");
    exos_hooks = (const struct hooks *)boot->hooks;
    if (exos_hooks->magic != FUGU_HOOKS_MAGIC || exos_hooks->version != FUGU_HOOKS_VERSION)
        refuse("the table of hooks of the library OS is not known to this program\n");
    if (exos_hooks->count < HOOKS_NEEDED)
        refuse("the library OS is too old for this program: it lacks hooks that the program was built for\n");
    exos_library_hooks = exos_hooks;
    if (boot->placement == FUGU_PLACEMENT_SERVER) {
        exos_hooks = exos_library_serve(boot);
        if (!exos_hooks) refuse("the library OS cannot be a server here: there is too little memory for it\n");
    } else {
        exos_library_start(boot);
    }
    if (boot->placement == FUGU_PLACEMENT_MONOLITHIC) exos_hooks = &exos_crossings;
    exos_library_keep(&exos_hooks);
    if (fugu_resolve_page) exos_resolver(fugu_resolve_page);
}
