/* For assembly: the registers that C may change, moved to or from the stack. */
#define SAVED_BYTES 128   /* ra, t0 to t6, a0 to a7 */
#define FLOATS_BYTES 176  /* ft0 to ft11, fa0 to fa7, fcsr, and 8 to keep the stack aligned */

/* To or from 0(sp): those of the refill, and the others. */
    .macro refill_saved move
    \move   a0, 64(sp)
    \move   a1, 72(sp)
    \move   a2, 80(sp)
    \move   a3, 88(sp)
    \move   a4, 96(sp)
    \move   a7, 120(sp)
    .endm
    .macro others_saved move
    \move   ra, 0(sp)
    \move   t0, 8(sp)
    \move   t1, 16(sp)
    \move   t2, 24(sp)
    \move   t3, 32(sp)
    \move   t4, 40(sp)
    \move   t5, 48(sp)
    \move   t6, 56(sp)
    \move   a5, 104(sp)
    \move   a6, 112(sp)
    .endm
    .macro caller_saved move
    refill_saved \move
    others_saved \move
    .endm

/* The same for floating point. */
    .macro caller_saved_floats move
    \move   ft0, 0(sp)
    \move   ft1, 8(sp)
    \move   ft2, 16(sp)
    \move   ft3, 24(sp)
    \move   ft4, 32(sp)
    \move   ft5, 40(sp)
    \move   ft6, 48(sp)
    \move   ft7, 56(sp)
    \move   ft8, 64(sp)
    \move   ft9, 72(sp)
    \move   ft10, 80(sp)
    \move   ft11, 88(sp)
    \move   fa0, 96(sp)
    \move   fa1, 104(sp)
    \move   fa2, 112(sp)
    \move   fa3, 120(sp)
    \move   fa4, 128(sp)
    \move   fa5, 136(sp)
    \move   fa6, 144(sp)
    \move   fa7, 152(sp)
    .endm
