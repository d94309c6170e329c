/// The service's named machines. A machine's figures are its preset's; none is set here.
@NullMarked
package org.fugu.service.machine;

import org.jspecify.annotations.NullMarked;
