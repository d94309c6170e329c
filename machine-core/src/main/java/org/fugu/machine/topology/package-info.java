/// Where things are: node numbers, the shape of a mesh, and which node is home to a physical
/// address.
@NullMarked
package org.fugu.machine.topology;

import org.jspecify.annotations.NullMarked;
