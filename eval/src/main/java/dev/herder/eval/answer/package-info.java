/** Where answers come from: a model whose answers are kept, or a file of answers. */
@NullMarked
package dev.herder.eval.answer;

import org.jspecify.annotations.NullMarked;
