/// The machine put together. A [Machine] is nodes on a mesh and a second, system-only network;
/// everything that a simulation knows is reachable from it. A kernel drives it through the ports in
/// `trap`.
@NullMarked
package org.fugu.machine;

import org.jspecify.annotations.NullMarked;
