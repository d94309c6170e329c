/// What is given on a command line: files, numbers, bundles, and the choices of a run.
@NullMarked
package org.fugu.cli.argument;

import org.jspecify.annotations.NullMarked;
