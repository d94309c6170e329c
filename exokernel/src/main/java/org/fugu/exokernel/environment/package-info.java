/// Environments: the unit of protection and execution, one for each node of a job.
///
/// An environment knows who it is: its job, its rank, its address space. It knows what the kernel
/// maps for it by itself (guaranteed mappings) and which translations the TLB may hold on its
/// behalf, each with the capability it was made from. A binding never outlives its capability.
/// What it has told and how it ended are parts of it too.
@NullMarked
package org.fugu.exokernel.environment;

import org.jspecify.annotations.NullMarked;
