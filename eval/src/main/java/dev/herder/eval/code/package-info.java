/** Programs that a model writes, run with their tests in a sandbox. */
@NullMarked
package dev.herder.eval.code;

import org.jspecify.annotations.NullMarked;
