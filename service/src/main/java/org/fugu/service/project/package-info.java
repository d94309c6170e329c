/// Projects: whose benchmarks are measured and compared together, and who may do what in them.
@NullMarked
package org.fugu.service.project;

import org.jspecify.annotations.NullMarked;
