/** Whether a model finds facts in a long text. */
@NullMarked
package dev.herder.eval.needle;

import org.jspecify.annotations.NullMarked;
