/** TorchScript kernels: the archive that holds them and the calls into it. */
@NullMarked
package dev.herder.engine.kernel;

import org.jspecify.annotations.NullMarked;
