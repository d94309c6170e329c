/*
 * The smallest library OS that can be bound: one hook, which nobody calls. Made by
 * riscv64-linux-gnu-gcc -shared -nostdlib -fPIC -O2 -fvisibility=hidden -Wl,--hash-style=sysv
 *     -Wl,-z,max-page-size=4096 -Wl,-z,norelro -o answer.so answer.c
 */
static long answer(long given)
{
	return given + 42;
}

/* What the loader looks for: FUGUHOOK, the version of the table, how many hooks, and where they are. */
__attribute__((visibility("default"))) struct {
	unsigned long magic;
	unsigned int version;
	unsigned int count;
	long (*hooks[1])(long);
} fugu_libos = {0x4b4f4f4855475546ul, 1, 1, {answer}};
