package org.fugu.machine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.fugu.machine.isa.RegisterUse;
import org.junit.jupiter.api.Test;

/// A program's registers leave a register set, and come back to another one.
class RegisterImageTests {
    private static Context busy() {
        var context = new Context();
        Arrays.setAll(context.x, i -> i * 3L);
        Arrays.setAll(context.f, i -> ~(i * 5L));
        context.pc = 0x1004;
        context.fflags = 17;
        context.frm = 3;
        context.handling = true;
        context.refills = 2;
        context.instret = 99;
        context.reservation = 0x40;
        context.loaded = 7;
        context.fetchedLine = 0x1000;
        context.fetchedPhysical = 0x2000;
        context.fetchedNextPhysical = 0x2010;
        return context;
    }

    private static Context throughImage(Context from, Context to) {
        var image = new RegisterImage(0);
        image.take(from);
        image.put(to);
        return to;
    }

    @Test
    void allRegistersOfAProgramComeBack() {
        var to = throughImage(busy(), new Context());
        assertThat(to)
                .usingRecursiveComparison()
                .comparingOnlyFields("x", "f", "pc", "fflags", "frm", "handling", "refills")
                .isEqualTo(busy());
    }

    @Test
    void whatOnlyAProcessorKnowsDoesNotComeBack() {
        var to = throughImage(busy(), new Context());
        assertThat(to.reservation).isEqualTo(Context.NO_RESERVATION);
        assertThat(to.loaded).isEqualTo(RegisterUse.NONE);
        assertThat(to.fetchedLine).isEqualTo(Context.NOT_FETCHED);
        assertThat(to.fetchedPhysical).isEqualTo(Context.NOT_FETCHED);
        assertThat(to.fetchedNextPhysical).isEqualTo(Context.NOT_FETCHED);
    }

    @Test
    void nothingOfTheProgramThatWasThereRemains() {
        var to = throughImage(new Context(), busy());
        var fresh = new Context();
        fresh.instret = 99;
        assertThat(to).usingRecursiveComparison().isEqualTo(fresh);
    }

    @Test
    void anImageKeepsItsRegistersWhileAnotherProgramRuns() {
        var context = busy();
        var image = new RegisterImage(0);
        image.take(context);
        context.x[5] = 1;
        context.f[5] = 1;
        image.put(context);
        assertThat(context.x[5]).isEqualTo(15);
        assertThat(context.f[5]).isEqualTo(~25L);
    }
}
