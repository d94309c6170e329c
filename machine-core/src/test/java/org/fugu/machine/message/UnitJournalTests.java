package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitJournalTests {
    private static final long LIMIT = 100;

    private final AtomicityTimer timer = new AtomicityTimer(LIMIT, new NoUnitPort());
    private final UnitJournal journal = new UnitJournal(timer);
    private final UnitContext context = new UnitContext();

    private void describe(int word, long value) {
        journal.describes(context, true);
        context.output()[word] = value;
    }

    @Test
    void whatWasTakenBackIsAsItWasBeforeTheFirstChange() {
        context.output()[3] = 7;
        timer.count(0, true);
        timer.count(40, false);

        describe(3, 8);
        describe(3, 9);
        journal.looks(context);
        journal.section();
        context.control(1);
        timer.preset(50);
        assertThat(journal.hasLooked()).isTrue();

        journal.undo();
        assertThat(context.output()[3]).isEqualTo(7);
        assertThat(context.isAtomic()).isFalse();
        assertThat(timer.left()).isEqualTo(LIMIT - 40);
        assertThat(journal.hasLooked()).isFalse();
    }

    @Test
    void whatIsCertainIsNotTakenBack() {
        describe(0, 1);
        journal.clear();
        describe(0, 2);
        journal.undo();
        assertThat(context.output()[0]).isEqualTo(1);
        journal.undo();
        assertThat(context.output()[0]).as("nothing is kept any more").isEqualTo(1);
    }

    @Test
    void aTimerThatRunsDownMeanwhileStaysRunDown() {
        var woken = new long[1];
        var port = new NoUnitPort() {
            @Override
            public void wakeTimer(long time, long run) {
                woken[0] = run;
            }
        };
        var counting = new AtomicityTimer(LIMIT, port);
        var describing = new UnitJournal(counting);
        counting.count(0, true);
        describing.describes(context, true);
        assertThat(counting.hasExpired(woken[0])).isTrue();

        describing.undo();
        assertThat(counting.left()).isZero();
    }

    @Test
    void describingIsNotLookingForMessages() {
        describe(0, 1);
        assertThat(journal.hasLooked()).isFalse();
        journal.describes(context, false);
        assertThat(journal.described()).as("reading a word changes nothing").isEqualTo(1);
    }

    @Test
    void whoLooksAgainAndAgainMayBeWaiting() {
        for (int i = 0; i < 7; i++) journal.looks(context);
        assertThat(journal.hasLookedOften()).isFalse();
        journal.looks(context);
        assertThat(journal.hasLookedOften()).isTrue();
        journal.clear();
        assertThat(journal.hasLookedOften()).isFalse();
    }
}
