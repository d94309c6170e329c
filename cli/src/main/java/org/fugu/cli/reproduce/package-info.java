/// The paper's experiments, run again.
@NullMarked
package org.fugu.cli.reproduce;

import org.jspecify.annotations.NullMarked;
