/*
 * The hooks of a library OS: the functions of fugu.h and memory.h that a program calls and does not have in it, when
 * its library OS is apart. They are counted from 0 in this order. An order never changes; what is new comes last, and
 * a program asks for no more hooks than there were when it was built.
 *
 * FUGU_HOOKS(hook) expands hook(caller's name, library OS's name) for each.
 */
#ifndef FUGU_HOOKS_H
#define FUGU_HOOKS_H

#define FUGU_HOOKS_MAGIC 0x4b4f4f4855475546 /* the bytes FUGUHOOK */
#define FUGU_HOOKS_VERSION 1

/* clang-format off */
#define FUGU_HOOKS(hook) \
    hook(exos_library_start, exos_start) /* before anything else */ \
    hook(exos_exit, exos_exit) \
    hook(exos_break, exos_break) \
    hook(fugu_console_write, fugu_console_write) \
    hook(fugu_dispatch, fugu_dispatch) \
    hook(fugu_wait, fugu_wait) \
    hook(fugu_barrier, fugu_barrier) \
    hook(fugu_interrupts_enable, fugu_interrupts_enable) \
    hook(fugu_interrupts_enable_integer, fugu_interrupts_enable_integer) \
    hook(fugu_interrupts_disable, fugu_interrupts_disable) \
    hook(fugu_offer_mailbox, fugu_offer_mailbox) \
    hook(fugu_send_refused, fugu_send_refused) \
    hook(fugu_bulk_refused, fugu_bulk_refused) \
    hook(fugu_bulk_bytes, fugu_bulk_bytes) \
    hook(fugu_sink, fugu_sink) \
    hook(fugu_context_start, fugu_context_start) \
    hook(fugu_context_join, fugu_context_join) \
    hook(fugu_shared_barrier, fugu_shared_barrier) \
    hook(fugu_shared_sum, fugu_shared_sum) \
    hook(fugu_shared_min, fugu_shared_min) \
    hook(fugu_shared_max, fugu_shared_max) \
    hook(fugu_shared_sum_double, fugu_shared_sum_double) \
    hook(fugu_shared_min_double, fugu_shared_min_double) \
    hook(fugu_shared_max_double, fugu_shared_max_double) \
    hook(fugu_shared_reduce, fugu_shared_reduce) \
    hook(fugu_metric, fugu_metric) \
    hook(fugu_metric_unit, fugu_metric_unit) \
    hook(fugu_region_begin, fugu_region_begin) \
    hook(fugu_region_end, fugu_region_end) \
    hook(exos_resolver, exos_resolver) /* asks the program for pages: fugu_resolve_page */ \
    hook(fugu_protect, fugu_protect) \
    hook(fugu_unprotect, fugu_unprotect) \
    hook(fugu_rights, fugu_rights) \
    hook(fugu_map, fugu_map) \
    hook(fugu_unmap, fugu_unmap) \
    hook(fugu_dirty, fugu_dirty) \
    hook(fugu_clean, fugu_clean) \
    hook(fugu_fault_handler, fugu_fault_handler) \
    hook(fugu_fault_handler_integer, fugu_fault_handler_integer)
/* clang-format on */

#endif
