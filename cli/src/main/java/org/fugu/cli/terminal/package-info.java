/// What all commands share towards whoever called them: where they write, how they end and how they
/// refuse.
@NullMarked
package org.fugu.cli.terminal;

import org.jspecify.annotations.NullMarked;
