/* What the code of a C++ compiler calls, by the names that it gives: the operators new and delete, and the end. */
#include <stdlib.h>

#include <exos.h>

/* new answers no null pointer, and there are no exceptions. */
static void *existing(void *object)
{
    if (!object) exos_end("new: the node has no memory left.");
    return object;
}

static void *allocate(size_t bytes)
{
    return existing(malloc(bytes ? bytes : 1));
}

/* For types that want more than malloc's alignment. */
static void *allocate_aligned(size_t bytes, size_t alignment)
{
    return existing(aligned_alloc(alignment, bytes ? bytes : 1));
}

/* Of an object and of an array. */
void *_Znwm(size_t bytes)
{
    return allocate(bytes);
}

void *_Znam(size_t bytes)
{
    return allocate(bytes);
}

void *_ZnwmSt11align_val_t(size_t bytes, size_t alignment)
{
    return allocate_aligned(bytes, alignment);
}

void *_ZnamSt11align_val_t(size_t bytes, size_t alignment)
{
    return allocate_aligned(bytes, alignment);
}

/* Which of these the compiler takes depends on what it knows; malloc knows the rest. */
#define DELETE(name, ...)                  \
    void name(void *object, ##__VA_ARGS__) \
    {                                      \
        free(object);                      \
    }
#pragma GCC diagnostic ignored "-Wunused-parameter"

DELETE(_ZdlPv)
DELETE(_ZdaPv)
DELETE(_ZdlPvm, size_t bytes)
DELETE(_ZdaPvm, size_t bytes)
DELETE(_ZdlPvSt11align_val_t, size_t alignment)
DELETE(_ZdaPvSt11align_val_t, size_t alignment)
DELETE(_ZdlPvmSt11align_val_t, size_t bytes, size_t alignment)
DELETE(_ZdaPvmSt11align_val_t, size_t bytes, size_t alignment)

_Noreturn void __cxa_pure_virtual(void)
{
    exos_end("a pure virtual function was called.");
}

_Noreturn void __cxa_deleted_virtual(void)
{
    exos_end("a deleted virtual function was called.");
}
