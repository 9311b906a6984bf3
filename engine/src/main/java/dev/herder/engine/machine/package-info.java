/** What this machine is and what follows from it: device, dtype, threads, chunk sizes. */
@NullMarked
package dev.herder.engine.machine;

import org.jspecify.annotations.NullMarked;
