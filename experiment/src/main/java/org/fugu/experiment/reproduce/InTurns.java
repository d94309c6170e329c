package org.fugu.experiment.reproduce;

import org.fugu.exokernel.run.Turns;

/// What else runs on a measurement's nodes, in turns with it.
///
/// @param beside a program of `guest/bench`, without arguments; it lasts as long as its manifest lets it
/// @param turns how long one is, and by how much later it begins on the last node than on the first
public record InTurns(String beside, Turns turns) {
    @Override
    public String toString() {
        return " beside " + beside + ", " + turns;
    }
}
