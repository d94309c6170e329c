/*
 * The hooks of a library OS: the functions of fugu.h and memory.h that a program calls and does not have in it, when
 * its library OS is apart. They are counted from 0 in this order. An order never changes; what is new comes last, and
 * a program asks for no more hooks than there were when it was built.
 *
 * FUGU_HOOKS(hook) expands hook(caller's name, library OS's name, where) for each. `served` are those that a library OS
 * which is a server does in its own environment; `local` ones work on the registers of the caller's message unit and on
 * shared memory, and are a part of the library OS that is in the program wherever the rest is.
 */
#ifndef FUGU_HOOKS_H
#define FUGU_HOOKS_H

#define FUGU_HOOKS_MAGIC 0x4b4f4f4855475546 /* the bytes FUGUHOOK */
#define FUGU_HOOKS_VERSION 1

/* clang-format off */
#define FUGU_HOOKS(hook) \
    hook(exos_library_start, exos_start, local) /* before anything else */ \
    hook(exos_exit, exos_exit, local) \
    hook(exos_break, exos_break, served) \
    hook(fugu_console_write, fugu_console_write, served) \
    hook(fugu_dispatch, fugu_dispatch, local) \
    hook(fugu_wait, fugu_wait, local) \
    hook(fugu_barrier, fugu_barrier, local) \
    hook(fugu_interrupts_enable, fugu_interrupts_enable, local) \
    hook(fugu_interrupts_enable_integer, fugu_interrupts_enable_integer, local) \
    hook(fugu_interrupts_disable, fugu_interrupts_disable, local) \
    hook(fugu_offer_mailbox, fugu_offer_mailbox, local) \
    hook(fugu_send_refused, fugu_send_refused, local) \
    hook(fugu_bulk_refused, fugu_bulk_refused, local) \
    hook(fugu_bulk_bytes, fugu_bulk_bytes, local) \
    hook(fugu_sink, fugu_sink, local) \
    hook(fugu_context_start, fugu_context_start, served) \
    hook(fugu_context_join, fugu_context_join, local) \
    hook(fugu_shared_barrier, fugu_shared_barrier, local) \
    hook(fugu_shared_sum, fugu_shared_sum, local) \
    hook(fugu_shared_min, fugu_shared_min, local) \
    hook(fugu_shared_max, fugu_shared_max, local) \
    hook(fugu_shared_sum_double, fugu_shared_sum_double, local) \
    hook(fugu_shared_min_double, fugu_shared_min_double, local) \
    hook(fugu_shared_max_double, fugu_shared_max_double, local) \
    hook(fugu_shared_reduce, fugu_shared_reduce, local) \
    hook(fugu_metric, fugu_metric, served) \
    hook(fugu_metric_unit, fugu_metric_unit, served) \
    hook(fugu_region_begin, fugu_region_begin, served) \
    hook(fugu_region_end, fugu_region_end, served) \
    hook(exos_resolver, exos_resolver, local) /* asks the program for pages: fugu_resolve_page */ \
    hook(fugu_protect, fugu_protect, served) \
    hook(fugu_unprotect, fugu_unprotect, served) \
    hook(fugu_rights, fugu_rights, served) \
    hook(fugu_map, fugu_map, served) \
    hook(fugu_unmap, fugu_unmap, served) \
    hook(fugu_dirty, fugu_dirty, served) \
    hook(fugu_clean, fugu_clean, served) \
    hook(fugu_fault_handler, fugu_fault_handler, local) \
    hook(fugu_fault_handler_integer, fugu_fault_handler_integer, local) \
    hook(exos_library_serve, exos_serve, local) /* in place of the first, where it is a server */ \
    hook(exos_library_keep, exos_keep, served) /* tells where the kernel keeps variables of the program mapped */
/* clang-format on */

#endif
