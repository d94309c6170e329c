/// What is given to people and pipelines that have no clone of the repository.
@NullMarked
package org.fugu.cli.dist;

import org.jspecify.annotations.NullMarked;
