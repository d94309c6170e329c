/// A result as text for people.
@NullMarked
package org.fugu.cli.report;

import org.jspecify.annotations.NullMarked;
