/// The mesh and the second, system-only network. They carry payloads they do not look into.
@NullMarked
package org.fugu.machine.network;

import org.jspecify.annotations.NullMarked;
