/** Options that commands share, and their way into a stage's configuration. */
@NullMarked
package dev.herder.cli.option;

import org.jspecify.annotations.NullMarked;
