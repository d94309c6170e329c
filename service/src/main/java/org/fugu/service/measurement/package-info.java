/// Measurements: the figures of a bundle's benchmarks at one commit of a project, carried out by workers.
@NullMarked
package org.fugu.service.measurement;

import org.jspecify.annotations.NullMarked;
