/** Best-of-N rejection sampling, on core only. */
@NullMarked
package dev.herder.rejectionsampling;

import org.jspecify.annotations.NullMarked;
