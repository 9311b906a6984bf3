/** A conversation with a model, line by line. */
@NullMarked
package dev.herder.cli.chat;

import org.jspecify.annotations.NullMarked;
