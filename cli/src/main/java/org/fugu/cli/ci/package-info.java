/// The gate of a pipeline: what it says about a change, the commit that the change is held against, and
/// how the outcome is told where people look.
@NullMarked
package org.fugu.cli.ci;

import org.jspecify.annotations.NullMarked;
