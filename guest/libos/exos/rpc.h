/*
 * What a process keeps at the lowest addresses of its stack: where control finds the process again that comes back to
 * its protected entry, with registers that are somebody else's. A process finds it at the same address as any other.
 */
#define RPC_BLOCK 0x3e00000000
#define RPC_RESUME_SP 0  /* of a client that waits */
#define RPC_RESUME_PC 8  /* its lowest bit, which a jump ignores: everything else was saved */
#define RPC_SERVER_SP 16
#define RPC_SERVICE 24
