package org.fugu.machine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InterpreterTests {
    @Test
    void aLoopAddsUpNumbers() {
        var memory = new FlatMemory(4);
        // addi a0,0,0; addi a1,0,100; loop: add a0,a0,a1; addi a1,a1,-1; bne a1,x0,loop; ecall
        memory.writeWords(0x1000, 0x00000513, 0x06400593, 0x00b50533, 0xfff58593, 0xfe059ce3, 0x00000073);
        var context = new Context();
        context.pc = 0x1000;
        var stop = new Interpreter(memory, Latencies.NONE).run(context);
        assertThat(stop).isEqualTo(Stop.TRAP);
        assertThat(memory.cause).isEqualTo(8);
        assertThat(context.x[10]).isEqualTo(5050);
        assertThat(context.pc).isEqualTo(0x1014);
        assertThat(context.instret).isEqualTo(302);
        assertThat(memory.clock).isEqualTo(303);
    }
}
