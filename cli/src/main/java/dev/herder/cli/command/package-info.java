/** The commands: each parses, binds a configuration, runs a stage and prints its result. */
@NullMarked
package dev.herder.cli.command;

import org.jspecify.annotations.NullMarked;
