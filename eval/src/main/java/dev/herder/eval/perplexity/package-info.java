/** How well a model predicts texts. */
@NullMarked
package dev.herder.eval.perplexity;

import org.jspecify.annotations.NullMarked;
