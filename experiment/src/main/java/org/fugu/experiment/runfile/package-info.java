/// A run as one file, which another installation, or nobody's but one's own computer, can carry out again and compare.
@NullMarked
package org.fugu.experiment.runfile;

import org.jspecify.annotations.NullMarked;
