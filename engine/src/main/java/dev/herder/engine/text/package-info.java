/** Text to ids: tokenizer, chat rendering and the loss mask, built together. */
@NullMarked
package dev.herder.engine.text;

import org.jspecify.annotations.NullMarked;
