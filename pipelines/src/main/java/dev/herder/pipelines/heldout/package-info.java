/** Prompts that models are judged by, kept from everything that trains. */
@NullMarked
package dev.herder.pipelines.heldout;

import org.jspecify.annotations.NullMarked;
