/// Comparisons of two measurements of a project, and why what is worse is so.
@NullMarked
package org.fugu.service.comparison;

import org.jspecify.annotations.NullMarked;
