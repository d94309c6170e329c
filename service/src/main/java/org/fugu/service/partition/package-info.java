/// Leases on rectangles of a machine's mesh. Two active leases never share a node: the database
/// refuses it.
@NullMarked
package org.fugu.service.partition;

import org.jspecify.annotations.NullMarked;
