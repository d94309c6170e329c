/// The service: accounts, bundles, machines, partitions, runs and projects over HTTP. It holds no simulation
/// logic. Each package below is a module; what is public in it is what the others may use.
@NullMarked
package org.fugu.service;

import org.jspecify.annotations.NullMarked;
