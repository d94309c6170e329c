/// The command line: one class a command, in packages by subject. This one starts it and knows all
/// commands; none knows this one.
///
/// Results go to standard output, progress and errors to standard error; with `--json` standard
/// output is one JSON document. Exit codes are those of [ExitCode] and nothing else. Local runs use
/// the kernel directly, everything else goes over HTTP.
@NullMarked
package org.fugu.cli;

import org.jspecify.annotations.NullMarked;
