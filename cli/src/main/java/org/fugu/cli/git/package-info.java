/// A repository of git, as far as benchmarks need one: commits, their names and their working trees.
@NullMarked
package org.fugu.cli.git;

import org.jspecify.annotations.NullMarked;
