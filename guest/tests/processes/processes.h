/* What the parts of this test agree about. */
#define SHARED_PAGE 0x50000000
#define RUNS 0       /* how often each of two processes has counted: two double-words */
#define NOTICES 16   /* ends of slices that were told */
#define SAVED_SP 24  /* of the client */
#define TURNS 32
#define SERVED 40
#define SERVER 48    /* the client's capability for the server, or a ticket for one */
#define RESULT 56
#define FAULTS 64
#define CALLER 72
