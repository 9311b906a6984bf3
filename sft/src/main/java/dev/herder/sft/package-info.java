/** Supervised fine-tuning. */
@NullMarked
package dev.herder.sft;

import org.jspecify.annotations.NullMarked;
