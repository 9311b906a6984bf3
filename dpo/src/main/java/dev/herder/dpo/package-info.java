/** Direct preference optimisation. */
@NullMarked
package dev.herder.dpo;

import org.jspecify.annotations.NullMarked;
